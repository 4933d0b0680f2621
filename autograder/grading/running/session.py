"""The grader's connection to a hand-in's process: runs scenarios and gets values, until the deadline."""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from autograder.grading.running import wire
from autograder.grading.running.isolation import MODES, IsolationError

if TYPE_CHECKING:
    from autograder.grading.running.jail.jailed import JailedProcess
    from autograder.grading.running.jail.plain import PlainProcess

__all__ = ["HandinFailed", "Session", "process_class"]

KINDS = (
    "raised",
    "missing",
    "garbled",
    "import",
    "not implemented",
)  # kinds that the process may report; the grader itself detects "timeout" and "died"
FAILED = "this value could not be had"  # first element of the list that replaces a value
_PATIENCE = 1.0  # seconds for a pipe to end, of which nothing that runs has the other end
MAX_LINE, MAX_TRACEBACK, MAX_REMARK = 400, 6_000, 300  # characters
MAX_REMARKS = 50


class HandinFailed(Exception):
    """A hand-in gave no values.

    kind: "raised", "timeout", "died", or another of KINDS; line: one line;
    traceback: cut to the hand-in's files, or "".
    """

    def __init__(self, kind: str, line: str, traceback: str = ""):
        super().__init__(f"{kind}: {line}")
        self.kind, self.line, self.traceback = kind, line, traceback


class Session:
    """A process that has the hand-in's files and answers calls; a context manager.

    It starts at once, in the background, and it ends with the thread that started it.

    files: {relative name: content}; term: "spring" or "fall"; deadline: a value of time.monotonic();
    isolation: one of MODES. Raises IsolationError where a layer of it cannot be had.
    remarks: what the process has said about the hand-in's habits so far, each once; it may lie.
    """

    def __init__(self, files: Mapping[str, bytes], term: str, *, deadline: float, isolation: str = "full"):
        self.files: Mapping[str, bytes] | None = files
        self.deadline = deadline
        self.remarks: list[str] = []
        self.closed = False
        self.waiting: threading.Thread | None = None  # the thread that waits for the pipe
        self.process = process_class(isolation)(term, deadline - time.monotonic())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process and all that it started; none of them is left when this returns."""
        if not self.closed:
            self.closed = True
            self.process.kill()
            if self.waiting is not None:
                self.waiting.join(_PATIENCE)  # before its descriptor may be that of another file
            self.process.close()

    def call(self, scenario: str, **inputs: Any) -> dict[str, Any]:
        """The values that a scenario of inside/<term>.py computes for these inputs.

        Values have the types of wire.py; other types become `wire.Other`, and a value that the hand-in could
        not compute is a HandinFailed. Raises HandinFailed if there are no values; after "timeout", "died"
        and "garbled" the session is closed.
        """
        if self.closed:
            raise HandinFailed("died", "the process ended in an earlier call")
        try:
            self.begin()
            self._send({"scenario": scenario} | inputs)
            values = self._receive()
        except wire.WireError as error:
            self.close()
            raise HandinFailed("garbled", str(error)) from None
        except (HandinFailed, IsolationError):
            self.close()
            raise
        self._note(values.pop("remarks", None))
        if "failed" in values:
            raise _failure(values["failed"])
        return {name: _failure(value[1:]) if _is_failure(value) else value for name, value in values.items()}

    def begin(self) -> None:
        """Send the files after NumPy is loaded; the hand-in is not responsible for errors before that."""
        if self.files is None:
            return
        try:
            self._receive()
        except HandinFailed as error:
            if error.kind == "died":
                raise IsolationError(f"the process for the hand-in did not start: {error.line}") from None
            raise
        self._send(self.files)
        self.files = None

    def _send(self, values: Mapping[str, Any]) -> None:
        rest = memoryview(wire.frame(values))
        while rest:
            try:
                rest = rest[self._within_deadline(os.write, self.process.requests, rest) :]
            except OSError:  # the other end is closed: EPIPE, or EINVAL on Windows
                raise self._died() from None

    def _receive(self) -> dict[str, Any]:
        size = wire.length(self._read(wire.LENGTH.size), wire.MAX_REPLY)
        return wire.decode(self._read(size))

    def _read(self, size: int) -> bytes:
        """Read exactly so many bytes. Memory is allocated for bytes that arrived, not for the announced
        number.
        """
        content = bytearray()
        while len(content) < size:
            part = self._within_deadline(os.read, self.process.replies, min(size - len(content), 2**20))
            if not part:
                raise self._died()
            content += part
        return bytes(content)

    def _note(self, said: object) -> None:
        """Keep valid remarks. Invalid ones are ignored; they cause no error and cost no points."""
        if type(said) is not list or len(said) > MAX_REMARKS:
            return
        fit = [one for one in said if type(one) is str and len(one) <= MAX_REMARK and one.isprintable()]
        self.remarks = list(dict.fromkeys([*self.remarks, *fit]))[:MAX_REMARKS]

    def _died(self) -> HandinFailed:
        """How the process ended. After it has started, a jail that ends is counted as the hand-in's fault."""
        try:
            return HandinFailed("died", self.process.ending())
        except IsolationError as error:
            if self.files is not None:
                raise
            return HandinFailed("died", str(error))

    def _within_deadline(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Read or write in a separate thread, because not every system can wait for a pipe with a time
        limit.
        """
        answer = queue.SimpleQueue[tuple[Any, OSError | None]]()

        def wait() -> None:
            try:
                answer.put((action(*arguments), None))
            except OSError as error:
                answer.put((None, error))

        left = self.deadline - time.monotonic()
        try:
            if left <= 0:
                raise queue.Empty
            self.waiting = threading.Thread(target=wait, daemon=True)
            self.waiting.start()
            value, error = answer.get(timeout=left)
        except queue.Empty:
            raise HandinFailed("timeout", "no answer within the time limit") from None
        if error is not None:
            raise error
        return value


def process_class(isolation: str) -> type[JailedProcess | PlainProcess]:
    """The class of the hand-in's process in one of MODES; IsolationError on a system that has none such."""
    if isolation == "none":
        from autograder.grading.running.jail.plain import PlainProcess

        return PlainProcess
    if isolation not in MODES:
        raise ValueError(f"isolation is one of {', '.join(MODES)}; got {isolation!r}.")
    if sys.platform != "linux":
        raise IsolationError(
            f"isolation, which is for strangers' code, needs Linux, and this system is {sys.platform}; "
            "--unsafe grades code of your own, with the same points."
        )
    from autograder.grading.running.jail.jailed import JailedProcess, KeptProcess

    return JailedProcess if isolation == "full" else KeptProcess


def _is_failure(value: object) -> bool:
    """Whether it stands for a value that the hand-in could not give (inside/answering.py)."""
    return type(value) is list and len(value) == 4 and value[0] == FAILED


def _failure(failed: object) -> HandinFailed:
    """The failure that a process reports, shortened and cleaned, because it may contain any text."""
    if type(failed) is not list or [type(item) for item in failed] != [str] * 3 or failed[0] not in KINDS:
        return HandinFailed("garbled", "the process answered with something that is no answer")
    kind, line, traceback = failed
    return HandinFailed(
        kind, _printable(line, MAX_LINE).replace("\n", " "), _printable(traceback, MAX_TRACEBACK)
    )


def _printable(text: str, longest: int) -> str:
    """Without control characters (a message may carry a terminal's escape codes), and not too long."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text[:longest])
