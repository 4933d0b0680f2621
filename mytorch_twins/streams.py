"""Standard output and standard error whose failures do not stop a run.

If the reader has ended (`mnist | head -1`), the disk is full or the stream is closed, further printed text
is dropped and the run continues, because its results are in its files.
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
    """Writes to a raw stream until a write fails, and drops everything after that."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.failure: OSError | None = None
        self._written: list[int | None] = []  # bytes of the last write, if not yet reported

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self.failure is None and self._raw.isatty()

    def write(self, data: Any) -> int:
        try:
            while self.failure is None:
                # One call does both: a signal that comes during the write is raised after extend. The next
                # call gets the same data, and must know that they are written.
                if not self._written:
                    self._written.extend(map(self._raw.write, [data]))
                written = self._written.pop()
                if written is not None:
                    return written
                time.sleep(0.01)  # a non-blocking stream whose reader is slow
        except OSError as error:
            self.failure = error
        return len(data)


@contextlib.contextmanager
def steady_streams() -> Iterator[None]:
    """A context in which no write to sys.stdout or sys.stderr fails."""
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
    """The error after which a steady stream dropped all text; None if there was none, and for
    other streams.
    """
    stream.flush()
    return getattr(getattr(getattr(stream, "buffer", None), "raw", None), "failure", None)


def reader_has_gone(error: OSError) -> bool:
    """Whether the stream ended because its reader closed it (`| head`), which is no error."""
    return error.errno == errno.EPIPE


def _steady(stream: TextIO | None) -> TextIO:
    """A steady version of the stream. A stream without a file, as in a test, only gets another error
    handler.
    """
    if stream is None:  # it was closed before this process started
        return open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (for as long as the run takes)
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    raw = getattr(stream.buffer, "raw", stream.buffer)  # with `python -u` there is no buffer
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
