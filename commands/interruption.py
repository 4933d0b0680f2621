"""How a run is stopped from outside: Ctrl-C, a request to end, a terminal that is closed."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType, TracebackType
from typing import Any

from hw1.output import OutputError

__all__ = ["Interrupted", "Interruptions", "give_up", "give_up_without", "what_stopped"]

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
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._received: list[int] = []
        self._held = False

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

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Inside, the first signal of all waits for the end; one that follows another does not wait.

        For work that has to be finished and does not take long: who cannot wait for it asks twice.
        """
        self._held = True
        before = len(self._received)
        try:
            yield
        finally:
            self._held = False
        if len(self._received) > before:
            raise Interrupted(self._received[-1])

    def ignore(self) -> None:
        """Ignore them from now on: the run is ending already."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self._received.append(number)
        if not self._held or len(self._received) > 1:
            raise Interrupted(number)


def what_stopped(*runs: Callable[[], None]) -> BaseException | None:
    """Run them one after the other; what stopped them, if it was a signal or something the user can mend."""
    try:
        for run in runs:
            run()
    except Interrupted as error:
        return error
    except KeyboardInterrupt:
        return Interrupted(signal.SIGINT)
    except (FloatingPointError, MemoryError, OutputError) as error:
        return error
    return None


def give_up_without(rows: Sequence[Any], stopped: BaseException | None, first: str) -> None:
    """Raise what stopped a run that has not come to its first row."""
    if not rows:
        give_up(stopped, f" before {first}: there is nothing to keep")


def give_up(stopped: BaseException | None, how_far: str) -> None:
    """Raise what stopped a run, with how far it had come."""
    if isinstance(stopped, Interrupted):
        stopped.how_far = how_far
    if stopped:
        raise stopped
