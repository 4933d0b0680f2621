"""Reads MNIST, or another data set in the same form, from a folder of four IDX files.

An IDX file consists of a header and the values, one byte each. The header has two zeros, a code for the type
of the values (08: unsigned bytes), the number of dimensions, and each dimension as a big-endian 32-bit
integer. The values are in row-major order. (Source: LeCun, Cortes and Burges, "The MNIST database of
handwritten digits".) Fashion-MNIST comes in the same form and can stand in for MNIST.

The files may come from anybody, so a header may be wrong: memory is allocated only for bytes that were read.
Every fault of a file raises one `DataError` with a message of one line.
"""

from __future__ import annotations

import math
import os
import stat
import struct
import zlib
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hw1.places import ROOT

DATA_FOLDER = ROOT / "autograder" / "hw1_autograder" / "data"

MOST_BYTES = 2**28  # 256 MiB, more than five times MNIST: a file that claims more is refused
PIECE = 2**18  # bytes read at a time
GZIP_MAGIC = b"\x1f\x8b"
IDX_MAGICS = (b"\0\0\x08\x01", b"\0\0\x08\x03")  # unsigned bytes in one dimension, or in three
IMAGE_SHAPE = (28, 28)
CLASSES = 10


class DataError(Exception):
    """A data file is missing or wrong. The message names it, what was found and expected, and what to do."""


class Split(NamedTuple):
    """Images and their labels: row i of both belongs together."""

    images: npt.NDArray[np.uint8]  # (N, 784), from 0 (background) to 255 (full ink)
    labels: npt.NDArray[np.int64]  # (N,), 0 to 9


class Mnist(NamedTuple):
    """The three parts of the data set, each in the order of its file."""

    train: Split  # 55,000
    validation: Split  # 5,000
    test: Split  # 10,000


def load_mnist(folder: str | os.PathLike[str] = DATA_FOLDER) -> Mnist:
    """Read the four IDX files in `folder` and split them, in their original order.

    Files:  train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
            t10k-labels-idx1-ubyte; each plain or gzipped (.gz), and with "-idx" or ".idx".
            Where several spellings are present, the gzipped one with "-idx" goes first.
    Split:  the last twelfth of the training images (of 60,000: 5,000; at least 1) is for validation,
            the rest for training.

    Images stay bytes, so that all 70,000 take 55 MB; training converts one batch at a time to floats. The
    arrays are writable; those of train and validation are neighbouring slices of the same memory.

    Raises DataError if a file is missing or wrong (see `read_idx`), if the images are not 28 x 28, if a
    label is not 0 to 9, if images and labels differ in number, or if there are fewer than 2 to train on.
    """
    images, labels = _load_pair(Path(folder), "train")
    test = _load_pair(Path(folder), "t10k")
    if len(images) < 2:
        path = _find(Path(folder), "train-images", "idx3")
        raise _error(path, "it holds 1 image", "at least 2, one to train on and one to validate with")
    cut = len(images) - max(1, len(images) // 12)
    return Mnist(Split(images[:cut], labels[:cut]), Split(images[cut:], labels[cut:]), test)


def read_idx(path: str | os.PathLike[str]) -> npt.NDArray[np.uint8]:
    """Read one IDX file of unsigned bytes, plain or gzipped; its first bytes decide which, not its name.

    Shape:  (N,) or (N, rows, columns), as the file's header says; uint8, writable.

    Raises DataError if the file is missing, unreadable or no regular file; if its gzip stream is damaged or
    followed by anything; if it is no IDX file of unsigned bytes in 1 or 3 dimensions; or if its header gives
    a size of 0, of more than 256 MiB, or not that of the file. At most one byte more than the size in the
    header is decompressed.
    """
    path = Path(path)
    try:
        mode = path.stat().st_mode  # before opening, as opening a pipe would wait for a writer
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "a pipe, a socket or a device"
            raise _error(path, f"it is {kind}", "a regular file")
        with open(path, "rb") as file:
            gzipped = file.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC)
            return _parse(path, _Gunzip(file) if gzipped else file)
    except OSError as error:
        found = f"it cannot be read ({error.strerror or error})"
        raise _error(path, found, "an IDX file, gzipped or not") from None
    except zlib.error as error:
        raise _error(path, f"its gzip stream is damaged ({error})", "one whole gzip stream") from None


def _load_pair(folder: Path, part: str) -> Split:
    """The images and labels of `part` ("train" or "t10k"), each checked and then against each other."""
    images_path = _find(folder, f"{part}-images", "idx3")
    labels_path = _find(folder, f"{part}-labels", "idx1")
    images, labels = read_idx(images_path), read_idx(labels_path)

    if images.shape[1:] != IMAGE_SHAPE:
        raise _error(images_path, f"its shape is {images.shape}", "images of 28 x 28, shape (N, 28, 28)")
    if labels.shape != images.shape[:1]:
        expected = f"({len(images)},), a label for each image in {images_path.name!r}"
        raise _error(labels_path, f"its shape is {labels.shape}", expected)
    if labels.max() >= CLASSES:
        first = int(np.argmax(labels >= CLASSES))
        raise _error(labels_path, f"label {first} is {labels[first]}", f"labels from 0 to {CLASSES - 1}")
    return Split(images.reshape(len(images), -1), labels.astype(np.int64))


def _find(folder: Path, name: str, kind: str) -> Path:
    """The first spelling of the name that is a file; else, for the error, one that exists or
    the usual one.
    """
    spellings = [folder / f"{name}{dot}{kind}-ubyte{end}" for dot in "-." for end in (".gz", "")]
    return max(spellings, key=lambda path: (os.path.isfile(path), os.path.lexists(path)))


def _parse(path: Path, stream: BufferedReader | _Gunzip) -> npt.NDArray[np.uint8]:
    """The array in an IDX stream; `path` is for the error messages."""
    magic = _take(stream, 4)
    if magic not in IDX_MAGICS:
        found = f"it begins with the bytes {magic.hex(' ')}" if magic else "it is empty"
        raise _error(path, found, "00 00 08 01 (labels) or 00 00 08 03 (images), as in an IDX file of bytes")

    dimensions = magic[3]
    header = _take(stream, 4 * dimensions)
    if len(header) < 4 * dimensions:
        raise _error(path, "it ends inside its header", f"{dimensions} dimensions of 4 bytes each")

    shape = struct.unpack(f">{dimensions}I", header)
    size = math.prod(shape)  # Python's integers cannot overflow
    if not 0 < size <= MOST_BYTES:
        raise _error(path, f"its header claims {size:,} bytes, shape {shape}", f"1 to {MOST_BYTES:,}")

    values = _take(stream, size + 1)  # one byte more, to see whether the file ends here
    if len(values) != size:
        found = "more" if len(values) > size else f"{len(values):,}"
        raise _error(path, f"it holds {found} bytes", f"the {size:,} its header claims, shape {shape}")
    return np.frombuffer(values, np.uint8).reshape(shape)


def _take(stream: BufferedReader | _Gunzip, most: int) -> bytearray:
    """Read up to `most` bytes. Memory is allocated only for bytes that exist, not for the
    number requested.
    """
    taken = bytearray()
    while len(taken) < most and (piece := stream.read(min(PIECE, most - len(taken)))):
        taken += piece
    return taken


class _Gunzip:
    """Reads a file of one gzip stream and never decompresses more than requested.

    (gzip.GzipFile reads ahead, accepts several streams and reads their headers byte by byte.)
    """

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)  # 16: gzip's header and checksum

    def read(self, most: int) -> bytes:
        """Read 1 to `most` bytes, or none at the end of the stream. zlib.error if the stream is damaged."""
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._file.read(PIECE)
            if piece := self._inflate.decompress(packed, most):
                return piece
            if not packed:
                raise zlib.error("it is cut off")
        if self._inflate.unused_data or self._file.read(1):
            raise zlib.error("more bytes follow it")
        return b""


def _error(path: Path, found: str, expected: str) -> DataError:
    name, advice = repr(str(path)), "Put a good file there, or choose another data folder."
    return DataError(f"{name}: {found}; expected {expected}. {advice}")  # repr gives one line for any name
