"""Chooses the number of threads of NumPy's matrix products, for a network of a given size.

The threads of a BLAS wait for each other in a busy loop. If other processes use the cores, the thread that
the others wait for may not be running. On two busy cores, a step of networks of up to 800,000 weights in
batches of 100 took 5 to 45 times as long with two threads as with one, and the fastest steps were only a
tenth faster. Below LARGE, two threads took 2 to 6 times as long; above it, at most twice as long
(docs/performance.md).
"""

import os
import re
import sys

__all__ = ["ONE_THREAD", "VARIABLES", "choose", "cores"]

# The environment variables that OpenBLAS, OpenMP, MKL, BLIS and Apple's Accelerate read when NumPy is loaded.
VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "GOTO_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
ONE_THREAD = dict.fromkeys(VARIABLES, "1")
LARGE = 1_000_000_000  # multiplications in a step's forward pass: weights * images in a batch


def cores() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def choose(weights: int, batch_size: int) -> str:
    """Set the number of threads by the size of a step, unless the environment sets it; return a line that
    says it.

    weights: the number of weights of the network. batch_size: images in a step. This must be called before
        NumPy is first imported: afterwards the number cannot be changed, and the line says so.
    """
    network = f"network of {weights:,} weights, {batch_size:,} images a batch"
    given = [name for name in VARIABLES if re.match(r"\s*\+?0*[1-9]", os.environ.get(name, ""))]
    if given:
        settings = ", ".join(f"{name}={os.environ[name]}" for name in given)
        return f"BLAS threads: {settings}, as the environment says"
    if "numpy" in sys.modules:
        return "BLAS threads: as many as NumPy took when it was loaded, before this command"
    if weights * batch_size >= LARGE:
        return f"BLAS threads: as many as it takes by itself ({network}; set OPENBLAS_NUM_THREADS to choose)"
    os.environ.update(ONE_THREAD)
    return f"1 BLAS thread ({network}; set OPENBLAS_NUM_THREADS to choose)"
