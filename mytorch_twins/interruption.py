"""How a run is stopped from outside: Ctrl-C, a request to end, a terminal that is closed."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any

import click

from hw1.output import OutputError

__all__ = ["Interrupted", "Interruptions", "pass_interruptions"]

# SIGBREAK is Windows's Ctrl-Break; SIGHUP, that the terminal is gone, is not known there.
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Interrupted(KeyboardInterrupt):
    """A signal asked the run to end. `how_far` is how far it had come, in words that follow "Interrupted"."""

    def __init__(self, number: int, how_far: str = "") -> None:
        super().__init__(number)
        self.number = number
        self.how_far = how_far

    @property
    def exit_code(self) -> int:
        """128 and the signal's number, as a shell has it."""
        return 128 + self.number


class Interruptions:
    """Inside `with`, every such signal raises Interrupted in the main thread.

    A signal that whoever started this process has told it to ignore, as a shell does for Ctrl-C in a job in
    the background and `nohup` for a closed terminal, stays ignored.

    how_far: what an interruption says of how far the run has come; it is the run's to keep up.
    """

    def __init__(self) -> None:
        self.how_far = ""
        self._before: dict[int, Any] = {}
        self._received = 0
        self._held = False
        self._waiting: int | None = None  # the signal that is held back

    def __enter__(self) -> "Interruptions":
        if threading.current_thread() is threading.main_thread():
            for number in [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]:
                before = signal.getsignal(number)
                if before not in (signal.SIG_IGN, None):  # None: set by something that is not Python
                    self._before[number] = signal.signal(number, self._receive)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def run(self, *parts: Callable[[], None]) -> BaseException | None:
        """Run the parts one after the other; what stopped them: a signal, or something the user can mend.

        From then on signals are held, as in `held`, so that none comes between this and what follows it.
        """
        try:
            for part in parts:
                part()
            self._held = True
        except (KeyboardInterrupt, FloatingPointError, MemoryError, OutputError) as error:
            self._held = True
            return error
        return None

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Inside, the first signal of all waits for the end; one that follows another does not wait.

        For work that has to be finished and does not take long: who cannot wait for it asks twice.
        """
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._waiting is not None:
            raise Interrupted(self._waiting, self.how_far)

    def ignore(self) -> None:
        """Ignore them from now on: the run is ending already."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self._received += 1
        if self._held and self._received == 1:
            self._waiting = number
        else:
            raise Interrupted(number, self.how_far)


pass_interruptions = click.make_pass_decorator(Interruptions, ensure=True)
