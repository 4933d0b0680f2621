"""Reads a CSV file: a row of column names, and rows of numbers, of which one column may be a label.

The file may come from anybody. Every fault raises one `DataError` of one line, which names the line of the
file and the column.
"""

import csv
import math
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hw1.data import MOST_BYTES, DataError

__all__ = ["Columns", "label_column", "numbers", "read_csv", "refuse"]

BYTES = {str(i): str(i) for i in range(256)}  # the pixels of many images, each text once in memory
LABEL = "label"  # the name of a column that is the label without being named


class Columns(NamedTuple):
    """The cells of a CSV file, as text."""

    path: Path
    names: list[str]
    rows: list[list[str]]  # each as long as names
    lines: list[int]  # the line of the file in which each row ends, from 1


def read_csv(path: str | os.PathLike[str]) -> Columns:
    """Read a CSV file whose first row has the names of its columns. Empty lines are left out.

    DataError if it is missing, larger than 256 MiB, no text in UTF-8, or ragged; if a name is empty, is there
    twice or is a number; or if there are no rows.
    """
    path = Path(path)
    rows, lines = [], []
    try:
        _check_file(path)
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for row in reader:
                if row:
                    rows.append([BYTES.get(cell, cell) for cell in map(str.strip, row)])
                    lines.append(reader.line_num)
    except OSError as error:
        raise refuse(path, f"it cannot be read ({error.strerror or error})", "a CSV file") from None
    except UnicodeDecodeError:
        raise refuse(path, "it is no text in UTF-8", "a CSV file") from None
    except csv.Error as error:
        raise refuse(
            path, f"line {reader.line_num} is no CSV ({error})", "cells with commas between"
        ) from None
    if not rows:
        raise refuse(path, "it is empty", "a row of column names, and rows of numbers")
    names, rows, lines = rows[0], rows[1:], lines[1:]
    if len(names) == 1 and (other := next((one for one in ";\t" if one in names[0]), None)):
        raise refuse(path, f"its cells have {other!r} between them", "commas")
    _check_names(path, names)
    if not rows:
        raise refuse(path, "it has column names and no rows", "rows of numbers below them")
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(names):
            raise refuse(path, f"line {line} has {len(row)} cells", f"{len(names)}, as the first row has")
    return Columns(path, names, rows, lines)


def label_column(columns: Columns, label: str | None) -> int:
    """The index of the label's column: the one of that name, else one called label, else the last one.

    DataError if there is no column of that name, or no other column.
    """
    if label is not None and label not in columns.names:
        raise refuse(columns.path, f"it has no column {label!r}", f"one of {_listed(columns.names)}")
    if len(columns.names) < 2:
        raise refuse(columns.path, "it has only one column", "at least two, of which one is the label")
    for name in (label, LABEL):
        if name in columns.names:
            return columns.names.index(name)
    return len(columns.names) - 1


def numbers(columns: Columns, which: Sequence[int]) -> np.ndarray:
    """The numbers of these columns, by index; (N, len(which)), float64.

    DataError for the first cell that is empty, or is no finite number.
    """
    values = np.empty((len(columns.rows), len(which)))
    for i, row in enumerate(columns.rows):
        try:
            values[i] = [float(row[j]) for j in which]
        except ValueError:
            values[i] = [_number(row[j]) for j in which]
        if not np.isfinite(values[i]).all():
            raise _no_number(columns, i, which[int(np.isfinite(values[i]).argmin())])
    return values


def refuse(path: Path, found: str, expected: str) -> DataError:
    """The error for a file that is wrong."""
    return DataError(f"{str(path)!r}: {found}; expected {expected}.")


def _no_number(columns: Columns, i: int, j: int) -> DataError:
    cell, name = columns.rows[i][j], columns.names[j]
    found = f"is {cell[:40]!r}" if cell else "is empty"
    advice = "Write it as a number, or leave the row out" if cell else "Fill it in, or leave the row out"
    return DataError(
        f"{str(columns.path)!r}: line {columns.lines[i]}, column {name!r}, {found}; expected a finite "
        f"number. {advice}, or the column."
    )


def _check_file(path: Path) -> None:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # a pipe, for example, would be waited for
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe, a socket or a device"
        raise refuse(path, f"it is {kind}", "a file")
    if status.st_size > MOST_BYTES:
        raise refuse(path, f"it has {status.st_size:,} bytes", f"at most {MOST_BYTES:,}")


def _check_names(path: Path, names: list[str]) -> None:
    """Whole numbers may be names, as some programs write them; others show that a row of data is there."""
    for i, name in enumerate(names):
        if not name:
            raise refuse(path, f"column {i + 1} has no name in the first row", "a name for each column")
        if math.isfinite(_number(name)) and (name in names[:i] or not name.isdigit()):
            raise refuse(
                path, f"its first row has the number {name}", "the columns' names there. Add a row of them"
            )
        if name in names[:i]:
            raise refuse(path, f"two columns are called {name!r}", "a name of its own for each column")


def _number(text: str) -> float:
    """The number that a text is; NaN if it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _listed(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:10]))
    return f"{shown} and {len(names) - 10} more" if len(names) > 10 else shown
