"""The number of threads and the kernel of the matrix products."""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from hw1.threads import VARIABLES

__all__ = ["blas", "environment", "limit"]

_limits: list[Any] = []  # each holds as long as its object


def environment(threads: int) -> Mapping[str, str]:
    """For a new process: as it is found, but that without threadpoolctl it has to say the threads."""
    if find_spec("threadpoolctl"):
        return os.environ
    return {**os.environ, **dict.fromkeys(VARIABLES, str(threads))}


def limit(threads: int) -> None:
    """Let the BLAS and OpenMP that are loaded by now use so many threads, by threadpoolctl if it is there."""
    if find_spec("threadpoolctl"):
        from threadpoolctl import threadpool_limits

        _limits.append(threadpool_limits(threads))


def blas() -> str:
    """NumPy's BLAS, as "openblas 0.3.31, kernel SkylakeX"."""
    import numpy as np

    if find_spec("threadpoolctl"):
        from threadpoolctl import threadpool_info

        for pool in threadpool_info():
            if pool["user_api"] == "blas" and "numpy" in pool["filepath"]:
                kernel = pool.get("architecture", "unknown")
                return f"{pool['internal_api']} {pool['version']}, kernel {kernel}"
    built: Any = np.show_config(mode="dicts")
    library = built["Build Dependencies"]["blas"]
    return f"{library['name']} {library['version']}, kernel unknown (threadpoolctl would tell)"
