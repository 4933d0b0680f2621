"""Everyone who is timed, each in a file of its own that alone knows the library.

A system's file has `build(problem)`, which returns a `System`, and `set_threads(count)`.
"""

from importlib import import_module, metadata
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

__all__ = ["SYSTEMS", "Entry", "System"]


class System(Protocol):
    """A problem in one library's words."""

    def step(self, number: int) -> None:
        """One training step, on the batch of this number."""

    def loss(self) -> float | None:
        """The loss of the last step, in nats an image; None where there is none."""

    def finish(self) -> None:
        """Wait for what the steps have begun."""


class Entry(NamedTuple):
    """Where a system is, and what has to be installed for it."""

    module: str
    title: str
    distribution: str | None = None  # on PyPI; None for our own
    library: str | None = None  # as it is imported

    def installed(self) -> bool:
        return self.library is None or find_spec(self.library) is not None

    def version(self) -> str:
        return metadata.version(self.distribution) if self.distribution else ""

    def load(self) -> Any:
        return import_module(f"benchmarks.systems.{self.module}")


SYSTEMS = {
    "mytorch": Entry("twin_by_autograd", "mytorch"),
    "classic": Entry("twin_by_hand", "classic_mlp"),
    "products": Entry("products", "matrix products alone"),
    "pytorch": Entry("pytorch", "PyTorch", "torch", "torch"),
}
