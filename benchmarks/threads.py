"""How many threads the matrix products run on, and on which kernel."""

from importlib.util import find_spec
from typing import Any

__all__ = ["blas", "can_limit", "limit"]

_held: list[Any] = []  # a limit lasts as long as its object


def can_limit() -> bool:
    """Whether threadpoolctl is there, without which NumPy's threads are left as they are."""
    return find_spec("threadpoolctl") is not None


def limit(threads: int) -> None:
    """Let every BLAS that is loaded by now, and OpenMP, use so many threads."""
    if can_limit():
        from threadpoolctl import threadpool_limits

        _held.append(threadpool_limits(threads))


def blas() -> str:
    """NumPy's BLAS as "openblas 0.3.30, SkylakeX, 2 threads"."""
    import numpy as np

    built = np.show_config(mode="dicts")["Build Dependencies"]["blas"]  # type: ignore[index,call-overload]
    words = f"{built['name']} {built['version']}"
    if can_limit():
        from threadpoolctl import threadpool_info

        for pool in threadpool_info():
            if pool["user_api"] == "blas" and "numpy" in pool["filepath"]:
                words = (
                    f"{pool['internal_api']} {pool['version']}, {pool.get('architecture', 'kernel unknown')}"
                )
    return words
