"""Starts a program, waits for it, and leaves its seconds, its processor seconds and its memory in a file.

    python measured_launch.py REPORT PROGRAM ARGUMENT...

What the system says of a process's memory includes, from before it became another program, that of whoever
started it. So a small process starts it, which imports next to nothing.
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
