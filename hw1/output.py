"""The folder that a run leaves its results in: checked before the work begins, each file whole or absent."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

__all__ = ["OutputError", "check_writable", "create_folder", "write_csv", "write_file"]


class OutputError(Exception):
    """Results cannot be written; the text says where, and why."""


def create_folder(out: str | None, name: str) -> Path:
    """The folder `out`, or a new one, runs/<name>-<time>; made if need be, and writable.

    OutputError if it is not, so that a run fails before its work and not after.
    """
    folder = Path(out) if out else Path("runs") / f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise OutputError(
            f"cannot write into the folder {str(folder)!r}: {error.strerror}. Choose another one with --out."
        ) from None


def check_writable(path: Path) -> None:
    """OutputError if a file cannot be written there, so that a run fails before its work and not after."""
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise OutputError(
            f"cannot write into the folder {str(path.parent)!r}: {error.strerror}. Choose another place."
        ) from None


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole: under a temporary name first, then renamed onto `path`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OutputError(f"cannot write {str(path)!r}: {error.strerror}.") from None
        raise


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table with a header row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_file(path, text.getvalue().encode())
