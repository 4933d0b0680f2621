"""Standard output and standard error that cost a run nothing.

Where the reader has gone (`mnist | head -1`), the disk is full or the stream is closed, what would have been
printed is dropped and the run goes on: its results are in its files.
"""

import contextlib
import errno
import io
import os
import sys
import time
from collections.abc import Iterator
from typing import Any, TextIO

__all__ = ["failure", "reader_has_gone", "steady_streams"]


class _Steady(io.RawIOBase):
    """Writes to a raw stream until that fails, and from then on to nowhere."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.failure: OSError | None = None
        self._written: list[int | None] = []  # what the last write came to, if that was not said yet

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self.failure is None and self._raw.isatty()

    def write(self, data: Any) -> int:
        try:
            while self.failure is None:
                # In one go: a signal that comes while it is written is raised after extend, and the next
                # call, with the same data, must know that they are written.
                if not self._written:
                    self._written.extend(map(self._raw.write, [data]))
                written = self._written.pop()
                if written is not None:
                    return written
                time.sleep(0.01)  # the reader of a stream that does not block is behind
        except OSError as error:
            self.failure = error
        return len(data)


@contextlib.contextmanager
def steady_streams() -> Iterator[None]:
    """Inside, sys.stdout and sys.stderr are steady: no write to them fails."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_steady(stream) for stream in before)
    try:
        yield
    finally:
        for stream, old in zip((sys.stdout, sys.stderr), before, strict=True):
            stream.flush()
            if old is None:
                stream.close()
        sys.stdout, sys.stderr = before


def failure(stream: TextIO) -> OSError | None:
    """Why nothing is written to a steady stream any more; None while all is well, and of other streams."""
    stream.flush()
    return getattr(getattr(getattr(stream, "buffer", None), "raw", None), "failure", None)


def reader_has_gone(error: OSError) -> bool:
    """Whether the stream ended because whoever read it wanted no more, which is no error."""
    return error.errno == errno.EPIPE


def _steady(stream: TextIO | None) -> TextIO:
    """The stream made steady; where it is none of the system's, as in a test, only its encoding's gaps."""
    if stream is None:  # it was closed before we began
        return open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (for as long as the run takes)
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    raw = getattr(stream.buffer, "raw", stream.buffer)  # `python -u` has no buffer between
    if not isinstance(raw, io.RawIOBase):
        stream.reconfigure(errors="backslashreplace")
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Steady(raw)),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
