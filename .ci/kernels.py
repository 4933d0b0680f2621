"""Runs the twins' tests as on other processors:  python .ci/kernels.py PYTEST_ARGUMENT …

OpenBLAS, which is part of NumPy's wheels, has a kernel of matrix products for each type of processor, and
uses the one named by OPENBLAS_CORETYPE. NumPy's own loops are limited to the instructions of that processor.
Each kernel that runs here is tried on one thread and on two. Exit code 0: all passed. 1: some did not.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, NamedTuple

# for each kernel: the sets of instructions of newer processors, by NumPy's names, old ones and new ones
AVX512 = [
    "AVX512F",
    "AVX512CD",
    "AVX512_SKX",
    "AVX512_CLX",
    "AVX512_CNL",
    "AVX512_ICL",
    "AVX512_SPR",
    "X86_V4",
]
AVX2 = ["AVX2", "FMA3", "X86_V3"]
KERNELS = {
    "Prescott": [*AVX512, *AVX2, "AVX", "F16C"],
    "Nehalem": [*AVX512, *AVX2, "AVX", "F16C"],
    "Sandybridge": [*AVX512, *AVX2, "F16C"],
    "Haswell": AVX512,
    "Zen": AVX512,
    "SkylakeX": [],
}
SAME = {"Katmai": "Prescott"}  # what OpenBLAS calls it
ASK = """
import numpy, numpy._core._multiarray_umath as built, threadpoolctl
numpy.ones((50, 50)) @ numpy.ones((50, 50))
blas = [pool for pool in threadpoolctl.threadpool_info() if "numpy" in pool["filepath"]]
print(*(pool["internal_api"] + " " + str(pool.get("architecture")) for pool in blas[:1]), sep="")
print(*built.__cpu_dispatch__)
"""


class Job(NamedTuple):
    """The tests under one kernel, on some threads."""

    kernel: str
    threads: int
    environment: dict[str, str]


def ask(kernel: str) -> tuple[str, list[str]]:
    """The kernel that is loaded if this one is requested, or the reason why none is; the names of NumPy's
    loops.
    """
    environment = os.environ | {"OPENBLAS_CORETYPE": kernel}
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True)
    if done.returncode:
        return f"nothing: the process ended with code {done.returncode}", []
    library, loops = (*done.stdout.splitlines(), "")[:2]
    name, _, loaded = library.partition(" ")
    if name != "openblas":
        return f"no kernel, for NumPy's BLAS is {name or 'unknown'}", []
    return SAME.get(loaded, loaded), loops.split()


def choose() -> list[Job]:
    """Each kernel that runs here, once; prints why the others are left out."""
    jobs: list[Job] = []
    for kernel, lacking in KERNELS.items():
        loaded, loops = ask(kernel)
        if loaded in {job.kernel for job in jobs}:
            print(f"{kernel}: here OpenBLAS takes {loaded} for it, which is run already")
        elif loaded != kernel:
            print(f"{kernel}: NOT RUN, this machine loads {loaded}")
        else:
            without = " ".join(name for name in loops if name in lacking)
            print(f"{kernel}: runs here; without NumPy's {without or 'nothing'}")
            environment = {"OPENBLAS_CORETYPE": kernel, "NPY_DISABLE_CPU_FEATURES": without}
            jobs += [Job(kernel, count, environment) for count in (1, 2)]
    return jobs


def run(job: Job, arguments: Sequence[str]) -> bool:
    """Whether the tests pass; prints pytest's last line, and its whole output if they fail."""
    environment = os.environ | job.environment | {"OPENBLAS_NUM_THREADS": str(job.threads)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    start = time.monotonic()
    said: IO[str]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        done = subprocess.run(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
        said.seek(0)
        text = said.read()
    last = text.strip().splitlines()[-1] if text.strip() else f"nothing, exit code {done.returncode}"
    shown = last if done.returncode == 0 else text
    print(
        f"{job.kernel}, {job.threads} thread{'s' * (job.threads > 1)}: {shown} "
        f"({time.monotonic() - start:.0f} s)",
        flush=True,
    )
    return done.returncode == 0


def main(arguments: Sequence[str]) -> int:
    jobs = choose()
    if not jobs:
        print("no kernel could be chosen: these tests ran only as this machine runs them")
        return 0
    passed = []
    for threads in (1, 2):  # as many processes at a time as leave each its threads
        with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // threads)) as pool:
            passed += list(
                pool.map(lambda job: run(job, arguments), [job for job in jobs if job.threads == threads])
            )
    names = ", ".join(dict.fromkeys(job.kernel for job in jobs))
    print(f"kernels: {sum(passed)} of {len(passed)} runs passed: {names}, on 1 and 2 threads")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
