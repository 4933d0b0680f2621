"""Starts a program, waits for it, and writes its seconds, processor seconds and memory to a file.

    python measured_launch.py REPORT PROGRAM ARGUMENT...

The memory that the system reports for a process includes that of the process that forked it. So this small
process, with few imports, starts the program.
"""

import json
import os
import sys
import time

__all__: list[str] = []


def main(report: str, *command: str) -> int:
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    figures = {
        "wall": time.perf_counter() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
    }
    with open(report, "w", encoding="utf-8") as file:
        json.dump(figures, file)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
