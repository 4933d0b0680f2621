"""How a signal stops a run: Ctrl-C, a request to end, or a terminal that is closed."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any

import click

from hw1.output import OutputError

__all__ = ["Interrupted", "Interruptions", "pass_interruptions", "reason", "state_after"]

# SIGBREAK is Ctrl-Break on Windows. SIGHUP, which means that the terminal is closed, does not exist there.
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Interrupted(KeyboardInterrupt):
    """A signal asked the run to end. `how_far` says how much was done, in words that follow "Interrupted"."""

    def __init__(self, number: int, how_far: str = "") -> None:
        super().__init__(number)
        self.number = number
        self.how_far = how_far

    @property
    def exit_code(self) -> int:
        """128 plus the signal's number, the convention of shells."""
        return 128 + self.number


class Interruptions:
    """Inside `with`, every such signal raises Interrupted in the main thread.

    A signal that was already ignored when this process started stays ignored: a shell does so for Ctrl-C in
    background jobs, and `nohup` for a closed terminal.

    how_far: the text about how much is done, for the message of an interruption; the run keeps it up to date.
    """

    def __init__(self) -> None:
        self.how_far = ""
        self._before: dict[int, Any] = {}
        self._received = 0
        self._held = False
        self._waiting: int | None = None  # a signal that arrived within `held`, raised at its end

    def __enter__(self) -> "Interruptions":
        if threading.current_thread() is threading.main_thread():
            for number in [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]:
                before = signal.getsignal(number)
                if before not in (signal.SIG_IGN, None):  # None: the handler was not set by Python
                    self._before[number] = signal.signal(number, self._receive)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def run(self, *parts: Callable[[], None]) -> BaseException | None:
        """Run the parts one after the other; return what stopped them: a signal, or an error the user can
        correct.

        Afterwards signals are held, as in `held`, so that none arrives before the code that follows.
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
        """A context in which the first signal waits until the end; a second signal is raised at once.

        It is for short work that must be finished. A user who cannot wait sends the signal twice.
        """
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._waiting is not None:
            raise Interrupted(self._waiting, self.how_far)

    def ignore(self) -> None:
        """Ignore the signals from now on, because the run is already ending."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self._received += 1
        if self._held and self._received == 1:
            self._waiting = number
        else:
            raise Interrupted(number, self.how_far)


def state_after(stopped: BaseException | None) -> str:
    """The state of a run after `Interruptions.run`, as its run.json has it."""
    if stopped is None:
        return "finished"
    return "failed" if isinstance(stopped, Exception) else "interrupted"


def reason(stopped: BaseException | None, interruptions: Interruptions) -> str:
    """Why a run ended early, in a sentence; nothing if it did not."""
    if stopped is None:
        return ""
    if isinstance(stopped, Exception):
        return f"{str(stopped) or type(stopped).__name__}"
    return f"it was interrupted{interruptions.how_far}."


pass_interruptions = click.make_pass_decorator(Interruptions, ensure=True)
