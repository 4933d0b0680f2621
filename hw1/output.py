"""The folder for a run's results: checked before the work begins; each file is complete or absent."""

import contextlib
import csv
import errno
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

__all__ = [
    "OutputError",
    "Table",
    "check_writable",
    "create_folder",
    "results_folder",
    "write_csv",
    "write_file",
]


class OutputError(Exception):
    """Results cannot be written; the message says where and why."""


@contextlib.contextmanager
def results_folder(out: str | None, name: str) -> Iterator[Path]:
    """The folder `out`, or a new one, runs/<name>-<time>. Folders made for it are removed if they stay empty.

    OutputError if it is not writable.
    """
    folder = Path(out) if out else _new_name(name)
    made = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]  # the innermost first
    try:
        yield create_folder(folder)
    finally:
        with contextlib.suppress(OSError):  # the folder is not empty, or was not made
            for one in made:
                one.rmdir()


def create_folder(folder: Path) -> Path:
    """Make the folder if it does not exist, and check that it is writable.

    OutputError if it is not, so that a run fails before its work and not after it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        reason = "a file of that name is there" if isinstance(error, FileExistsError) else error.strerror
        raise OutputError(
            f"cannot write into the folder {str(folder)!r}: {reason}. Choose another one with --out."
        ) from None


def _new_name(name: str) -> Path:
    """runs/<name>-<time>, with a number added if two runs began in the same second."""
    first = Path("runs") / f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    folder, number = first, 1
    while os.path.lexists(folder):
        number += 1
        folder = first.with_name(f"{first.name}-{number}")
    return folder


def check_writable(path: Path) -> None:
    """Raise OutputError if the file cannot be written, so that a run fails before its work and
    not after it.
    """
    try:
        _check_kind(path)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise OutputError(
            f"cannot write into the folder {str(path.parent)!r}: {error.strerror}. Choose another place."
        ) from None


def write_file(path: Path, content: bytes) -> None:
    """Write a complete file: under a temporary name first, then renamed to `path`.

    OutputError if that cannot be done, or if a folder, a device or a pipe is there.
    """
    # The name is shortened, because the temporary name is longer and the system limits the length.
    temporary = path.parent / f".{path.stem[:40]}{path.suffix[:10]}.{os.getpid()}"
    try:
        _check_kind(path)
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        with contextlib.suppress(OSError):  # the file was not made
            temporary.unlink()
        if isinstance(error, OSError):
            raise OutputError(f"cannot write {str(path)!r}: {error.strerror}.") from None
        raise


def _check_kind(path: Path) -> None:
    """Raise OutputError if there is a folder, device or pipe, which a file must not replace."""
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "a device or a pipe"
        raise OutputError(f"cannot write {str(path)!r}: it is {kind}. Name a file.")


class Table:
    """A table with a header row. Each row is written to disk at once, and the file is complete at any moment.

    The file is made with the first row: a run without rows makes no file and overwrites no old one.
    """

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.path = path
        self.header = header
        self.rows: list[list[Any]] = []

    def add(self, *row: Any) -> None:
        """Add a row, also to the file. OutputError if it cannot be written; the file has not changed then."""
        self.rows.append(list(row))
        if len(self.rows) == 1:
            self.write()
            return
        line = _as_csv([row])
        try:
            with open(self.path, "r+b", buffering=0) as file:
                end = file.seek(0, io.SEEK_END)
                try:
                    if file.write(line) != len(line):
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                except BaseException:
                    file.truncate(end)
                    raise
        except OSError as error:
            raise OutputError(f"cannot write {str(self.path)!r}: {error.strerror}.") from None

    def write(self) -> None:
        """Write the whole file again, with the present rows."""
        write_csv(self.path, self.header, self.rows)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table with a header row."""
    write_file(path, _as_csv([header, *rows]))


def _as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
