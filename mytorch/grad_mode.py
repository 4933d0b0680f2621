"""Whether operations are being recorded: `no_grad`, `is_grad_enabled`."""

import contextlib
import threading
from types import TracebackType

__all__ = ["is_grad_enabled", "no_grad"]


class _GradMode(threading.local):
    """One switch a thread, so that a thread that validates does not stop another from training."""

    enabled = True

    def __init__(self) -> None:
        self.outer: list[bool] = []  # what to go back to, a stack


grad_mode = _GradMode()


def is_grad_enabled() -> bool:
    """True unless the caller stands inside `no_grad`."""
    return grad_mode.enabled


class no_grad(contextlib.ContextDecorator):  # noqa: N801 (PyTorch's name)
    """Inside it nothing is recorded, so results need no gradient. A context manager or a decorator.

    >>> with no_grad():
    ...     accuracy = validate(model)
    """

    def __enter__(self) -> None:
        grad_mode.outer.append(grad_mode.enabled)
        grad_mode.enabled = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        grad_mode.enabled = grad_mode.outer.pop()
