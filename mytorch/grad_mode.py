"""Whether operations are being recorded: `no_grad`, `is_grad_enabled`."""

import contextlib
from contextvars import ContextVar
from types import TracebackType

__all__ = ["is_grad_enabled", "no_grad"]

# How many `no_grad` the caller stands in. Each thread counts for itself, so that one that validates does
# not stop another from training; and this is the quickest thing of that kind to ask, as every op does.
no_grad_depth: ContextVar[int] = ContextVar("no_grad_depth", default=0)


def is_grad_enabled() -> bool:
    """True unless the caller stands inside `no_grad`."""
    return no_grad_depth.get() <= 0


class no_grad(contextlib.ContextDecorator):  # noqa: N801 (PyTorch's name)
    """Inside it nothing is recorded, so results need no gradient. A context manager or a decorator.

    >>> with no_grad():
    ...     accuracy = validate(model)
    """

    def __enter__(self) -> None:
        no_grad_depth.set(no_grad_depth.get() + 1)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        no_grad_depth.set(no_grad_depth.get() - 1)
