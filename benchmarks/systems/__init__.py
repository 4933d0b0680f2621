"""The systems that are timed, one file for each library; no other file imports that library.

Such a file has `LIBRARY`, the module that is timed; `set_threads(count)`, called once, before anything is
built; and `KINDS`, which gives for each kind of workload it can do the `System` that does it.
"""

import math
import time
from importlib import import_module, metadata
from importlib.util import find_spec
from typing import Any, NamedTuple

__all__ = ["OURS", "PEERS", "SYSTEMS", "Entry", "System", "Unsupported"]


class Unsupported(Exception):
    """The library has no means to do this workload."""


class System:
    """A problem, written with one library."""

    quickest = math.inf  # seconds

    def step(self, number: int) -> None:
        """One training step, on the batch of this number."""
        raise NotImplementedError

    def steps(self, numbers: range) -> None:
        """Several of them, one after the other, and done when this returns."""
        for number in numbers:
            self.step(number)

    def loss(self) -> float | None:
        """The loss of the last step, in nats an image; None where there is none."""
        return None

    def first_losses(self, count: int) -> list[float]:
        """The losses of the first steps, which are taken for it; `quickest` is the time that one took."""
        losses = []
        for number in range(count):
            start = time.perf_counter()
            self.step(number)
            loss = self.loss()
            self.quickest = min(self.quickest, time.perf_counter() - start)
            losses += [] if loss is None else [loss]
        return losses

    def reference(self, count: int) -> list[float] | None:
        """The right losses if they differ from the other systems'; else None."""
        return None


class Entry(NamedTuple):
    """Where a system is, and what has to be installed for it."""

    module: str
    title: str
    distribution: str = ""  # its name on PyPI; ours have none
    library: str = "numpy"  # what must be there to be imported

    def installed(self) -> bool:
        return find_spec(self.library) is not None

    def version(self) -> str | None:
        return metadata.version(self.distribution) if self.distribution else None

    def load(self) -> Any:
        return import_module(f"benchmarks.systems.{self.module}")


OURS = {
    "by autograd": Entry("by_autograd", "mytorch"),
    "by hand": Entry("by_hand", "classic_mlp"),
    "products": Entry("products", "the products alone"),
}
PEERS = {
    "pytorch": Entry("pytorch", "PyTorch", "torch", "torch"),
    "jax": Entry("jax_jit", "JAX jit", "jax", "jax"),
    "autograd": Entry("hips_autograd", "HIPS autograd", "autograd", "autograd"),
    "mygrad": Entry("mygrad_tensors", "MyGrad", "mygrad", "mygrad"),
    "sklearn": Entry("scikit_learn", "scikit-learn", "scikit-learn", "sklearn"),
}
SYSTEMS = {**OURS, **PEERS}
