"""Reads an NPZ file of NumPy's: arrays of inputs and of labels, never Python objects."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from hw1.data import DataError
from hw1.jobs.csv_rows import refuse

__all__ = ["NAMES", "read_npz"]

# The names of the inputs and labels of each part, in the order in which they are looked for.
NAMES = {
    "train": (("x_train", "y_train"), ("x", "y")),
    "validation": (("x_val", "y_val"), ("x_validation", "y_validation")),
    "test": (("x_test", "y_test"),),
}
MOST = 2**31  # bytes of all arrays together; a file that claims more is refused


def read_npz(path: Path) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The inputs and the labels of each part that the file has: "train", and perhaps "validation", "test".

    Inputs: (N, columns), or images (N, H, W), (N, C, H, W) or (N, H, W, C), which become (N, C, H, W); bytes,
    or other numbers as floats. Labels: (N,), whole numbers or strings.

    DataError if it is no NPZ, if it holds Python objects (nothing is unpickled), if arrays are missing or do
    not fit each other, or if inputs are not finite.
    """
    try:
        with zipfile.ZipFile(path) as members:
            size = sum(member.file_size for member in members.infolist())
        if size > MOST:
            raise refuse(path, f"its arrays claim {size:,} bytes", f"at most {MOST:,}")
        with np.load(path, allow_pickle=False) as arrays:
            return {part: _pair(path, arrays, part) for part in NAMES if _names(path, arrays, part)}
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise refuse(path, f"it cannot be read ({error})", "an NPZ file, as np.savez writes") from None


def _names(path: Path, arrays: np.lib.npyio.NpzFile, part: str) -> tuple[str, str] | None:
    """The names of a part's two arrays; None if the file has no such part, which only "train" must be."""
    for names in NAMES[part]:
        there = [name for name in names if name in arrays.files]
        if len(there) == 1:
            missing = next(name for name in names if name not in there)
            raise refuse(path, f"it has an array {there[0]!r} and no {missing!r}", "both")
        if there:
            return names
    if part == "train":
        found = ", ".join(map(repr, arrays.files[:10])) or "no arrays"
        raise refuse(path, f"it has {found}", "arrays x and y, or x_train, y_train, x_test and y_test")
    return None


def _pair(path: Path, arrays: np.lib.npyio.NpzFile, part: str) -> tuple[np.ndarray, np.ndarray]:
    names = _names(path, arrays, part)
    assert names is not None
    x, y = (_array(path, arrays, name) for name in names)
    if x.dtype.kind not in "fiub" or x.ndim not in (2, 3, 4) or x.size == 0:
        raise refuse(
            path,
            f"{names[0]!r} is of shape {x.shape} and dtype {x.dtype}",
            "numbers of shape (N, columns), (N, H, W), (N, C, H, W) or (N, H, W, C)",
        )
    y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if y.shape != x.shape[:1]:
        raise refuse(
            path, f"{names[1]!r} is of shape {y.shape}", f"a label for each row, shape {x.shape[:1]}"
        )
    if y.dtype.kind == "f" and np.isfinite(y).all() and (y == np.rint(y)).all() and abs(y).max() < 2**53:
        y = y.astype(np.int64)
    if y.dtype.kind not in "iubU":
        raise refuse(
            path, f"{names[1]!r} has the dtype {y.dtype}", "labels that are whole numbers or strings"
        )
    if x.dtype != np.uint8:
        x = x.astype(np.float64 if x.dtype == np.float64 or x.dtype.kind in "iu" else np.float32)
        if not np.isfinite(x).all():
            raise refuse(path, f"{names[0]!r} has values that are not finite", "finite numbers")
    return _channels_first(x), y


def _array(path: Path, arrays: np.lib.npyio.NpzFile, name: str) -> np.ndarray:
    try:
        return np.asarray(arrays[name])
    except ValueError as error:
        if "pickle" in str(error):
            raise refuse(
                path,
                f"{name!r} holds Python objects, which are never unpickled here",
                "an array of numbers or strings: convert it with astype before np.savez",
            ) from None
        raise DataError(f"{str(path)!r}: {name!r} cannot be read ({error}).") from None


def _channels_first(x: np.ndarray) -> np.ndarray:
    """Images of one channel get a dim of it; channels that come last are put before the rows."""
    if x.ndim == 3:
        return x[:, None]
    if x.ndim == 4 and x.shape[3] in (1, 3, 4) and x.shape[1] not in (1, 3, 4):
        return np.ascontiguousarray(x.transpose(0, 3, 1, 2))
    return x
