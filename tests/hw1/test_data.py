"""Tests of the included data set, and of every way in which a data file can be wrong."""

import gzip
import hashlib
import os
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from hw1 import data
from hw1.data import DATA_FOLDER, DataError, load_mnist, read_idx

MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
A_LITTLE_MEMORY = 4 * 2**20  # far more than any refusal needs, far less than any lie asks for


def idx(*shape, values=None, magic=None):
    """The bytes of an IDX file; `values` and `magic` replace the right ones."""
    if values is None:
        values = bytes(i % 10 for i in range(int(np.prod(shape))))
    if magic is None:
        magic = bytes([0, 0, 8, len(shape)])
    return magic + struct.pack(f">{len(shape)}I", *shape) + values


def write_folder(folder, train=24, test=2, pack=bytes, spell="{}".format):
    """A small data set of four IDX files; image i has the pixels i % 10 + 1, and the label i % 10."""
    folder.mkdir(exist_ok=True)
    for part, count in (("train", train), ("t10k", test)):
        labels = bytes(i % 10 for i in range(count))
        pixels = b"".join(bytes([label + 1]) * 784 for label in labels)
        (folder / spell(f"{part}-images-idx3-ubyte")).write_bytes(pack(idx(count, 28, 28, values=pixels)))
        (folder / spell(f"{part}-labels-idx1-ubyte")).write_bytes(pack(idx(count, values=labels)))
    return folder


def refusal(read, path):
    """What the DataError says, after checking that it is one line that names `path` and tells what to do."""
    with pytest.raises(DataError) as caught:
        read(path)
    said = str(caught.value)
    assert repr(str(path)) in said or repr(str(path))[:-1] + os.sep in said
    assert said.isprintable()  # no line break and no escape sequence for the terminal
    assert "; expected " in said
    assert said.endswith("Put a good file there, or choose another data folder.")
    assert caught.value.__suppress_context__ or caught.value.__context__ is None  # no chain of tracebacks
    return said


def peak_of(action, *arguments):
    """The most memory, in bytes, that Python and NumPy held at once for `action`."""
    tracemalloc.start()
    try:
        action(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# The files in the repository


@pytest.mark.parametrize("name", MD5)
def test_the_shipped_file_is_the_original(name):
    content = gzip.decompress((DATA_FOLDER / f"{name}.gz").read_bytes())
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == MD5[name]


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


@pytest.mark.parametrize(("part", "count"), [("train", 55_000), ("validation", 5_000), ("test", 10_000)])
def test_mnist_is_split_into_55000_and_5000_and_10000(mnist, part, count):
    split = getattr(mnist, part)
    assert (split.images.shape, split.images.dtype) == ((count, 784), np.uint8)
    assert (split.labels.shape, split.labels.dtype) == ((count,), np.int64)


def test_the_split_keeps_the_original_order(mnist):
    def raw(name, header):
        return np.frombuffer(gzip.decompress((DATA_FOLDER / f"{name}.gz").read_bytes()), np.uint8)[header:]

    images, labels = raw("train-images-idx3-ubyte", 16), raw("train-labels-idx1-ubyte", 8)
    np.testing.assert_array_equal(mnist.train.images.ravel(), images[: 55_000 * 784])
    np.testing.assert_array_equal(mnist.validation.images.ravel(), images[55_000 * 784 :])
    np.testing.assert_array_equal(mnist.train.labels, labels[:55_000])
    np.testing.assert_array_equal(mnist.validation.labels, labels[55_000:])
    np.testing.assert_array_equal(mnist.test.images.ravel(), raw("t10k-images-idx3-ubyte", 16))
    np.testing.assert_array_equal(mnist.test.labels, raw("t10k-labels-idx1-ubyte", 8))


def test_the_labels_begin_and_end_as_mnist_does(mnist):
    assert mnist.train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert mnist.validation.labels[-5:].tolist() == [8, 3, 5, 6, 8]
    assert mnist.test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert mnist.test.labels[-5:].tolist() == [2, 3, 4, 5, 6]


def test_mnist_is_loaded_in_less_than_100_megabytes():
    assert peak_of(load_mnist) < 100 * 2**20


# Other folders


@pytest.mark.parametrize("spell", ["{}", "{}.gz"], ids=["without .gz", "with .gz"])
@pytest.mark.parametrize("dot", ["-idx", ".idx"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_a_folder_reads_the_same_however_packed_and_spelt(tmp_path, pack, dot, spell):
    folder = write_folder(tmp_path, pack=pack, spell=lambda name: spell.format(name.replace("-idx", dot)))
    split = load_mnist(folder)
    assert split.train.labels.tolist() == [i % 10 for i in range(22)]
    assert split.validation.labels.tolist() == [2, 3]
    assert split.test.labels.tolist() == [0, 1]
    for images, labels in split:
        np.testing.assert_array_equal(images, np.repeat(labels[:, None] + 1, 784, axis=1))


def test_the_folder_may_be_a_string(tmp_path):
    assert len(load_mnist(str(write_folder(tmp_path))).test.labels) == 2


@pytest.mark.parametrize(
    ("count", "train", "validation"), [(2, 1, 1), (11, 10, 1), (23, 22, 1), (24, 22, 2), (120, 110, 10)]
)
def test_a_twelfth_of_a_small_training_set_is_for_validation(tmp_path, count, train, validation):
    split = load_mnist(write_folder(tmp_path, train=count))
    assert (len(split.train.images), len(split.validation.images)) == (train, validation)
    assert (len(split.train.labels), len(split.validation.labels)) == (train, validation)


def test_a_file_is_preferred_to_a_folder_of_another_spelling(tmp_path):
    write_folder(tmp_path, spell=lambda name: name.replace("-idx", ".idx"))
    (tmp_path / "train-images-idx3-ubyte").mkdir()
    assert len(load_mnist(tmp_path).train.images) == 22


def test_the_arrays_may_be_written_to(tmp_path):
    for images, labels in load_mnist(write_folder(tmp_path)):
        assert images.flags.writeable
        assert labels.flags.writeable


def test_a_file_longer_than_one_piece_comes_out_whole(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, 3 * data.PIECE + 1, dtype=np.uint8)
    path = tmp_path / "noise"
    for pack in (bytes, gzip.compress):
        path.write_bytes(pack(idx(values.size, values=values.tobytes())))
        np.testing.assert_array_equal(read_idx(path), values)


# Hostile files

GOOD = idx(2, 28, 28)
ZIPPED = gzip.compress(GOOD)
NAME = b"n" * (data.PIECE - len(ZIPPED) - 1) + b"\0"  # a name stored in the stream makes it one piece long
ONE_PIECE = ZIPPED[:3] + b"\x08" + ZIPPED[4:10] + NAME + ZIPPED[10:]
HOSTILE = {
    "empty": (b"", "it is empty"),
    "no IDX file": (b"<html>404</html>", "begins with the bytes 3c 68 74 6d"),
    "shorter than its magic": (GOOD[:3], "begins with the bytes 00 00 08"),
    "magic not zero": (idx(2, 28, 28, magic=b"\0\1\x08\x03"), "begins with the bytes 00 01 08 03"),
    "floats": (idx(2, 28, 28, magic=b"\0\0\x0d\x03"), "begins with the bytes 00 00 0d 03"),
    "two dimensions": (idx(2, 28), "begins with the bytes 00 00 08 02"),
    "cut off in the header": (GOOD[:15], "ends inside its header; expected 3 dimensions"),
    "cut off in the values": (GOOD[:-1], "it holds 1,567 bytes; expected the 1,568"),
    "cut off after the header": (GOOD[:16], "it holds 0 bytes; expected the 1,568"),
    "one byte too many": (GOOD + b"\0", "it holds more bytes; expected the 1,568"),
    "no images": (idx(0, 28, 28), "header claims 0 bytes, shape (0, 28, 28)"),
    "images of no height": (idx(2, 0, 28), "header claims 0 bytes, shape (2, 0, 28)"),
    "one more than the most": (idx(2**28 + 1, values=b""), "claims 268,435,457 bytes"),
    "terabytes": (idx(2**32 - 1, 28, 28, values=b"ten bytes."), "claims 3,367,254,359,280 bytes"),
    "overflow to 0": (idx(2**31, 2**31, 4, values=b""), "claims 18,446,744,073,709,551,616 bytes"),
    "overflow to 2": (idx(2**31 + 1, 2**31, 2, values=b"12"), "claims 9,223,372,041,149,743,104 bytes"),
    "just below the most": (idx(2**28, values=b"ten bytes."), "it holds 10 bytes; expected the 268,435,456"),
    "gzip, empty": (gzip.compress(b""), "it is empty"),
    "gzip, only its magic": (ZIPPED[:2], "damaged (it is cut off)"),
    "gzip, cut off in the values": (ZIPPED[: len(ZIPPED) // 2], "damaged (it is cut off)"),
    "gzip, cut off in the checksum": (ZIPPED[:-5], "damaged (it is cut off)"),
    "gzip, one bit flipped": (gzip.compress(GOOD, 0).replace(b"\5\6", b"\5\7", 1), "incorrect data check"),
    "gzip, wrong checksum": (ZIPPED[:-8] + b"\0\0\0\0" + ZIPPED[-4:], "incorrect data check"),
    "gzip, wrong length": (ZIPPED[:-4] + b"\0\0\0\0", "incorrect length check"),
    "gzip, followed by a byte": (ZIPPED + b"\0", "damaged (more bytes follow it)"),
    "gzip, one piece long, followed by a byte": (ONE_PIECE + b"\0", "damaged (more bytes follow it)"),
    "gzip, followed by much": (ZIPPED + bytes(2**20), "damaged (more bytes follow it)"),
    "gzip, not deflated": (b"\x1f\x8b\x07" + ZIPPED[3:], "damaged (Error -3"),
    "gzip in gzip": (gzip.compress(ZIPPED), "begins with the bytes 1f 8b 08"),
    "gzip, cut off before it was zipped": (gzip.compress(GOOD[:-1]), "it holds 1,567 bytes"),
    "gzip, one byte too many": (gzip.compress(GOOD + b"\0"), "it holds more bytes"),
    "gzip bomb": (gzip.compress(GOOD + bytes(2**24)), "it holds more bytes; expected the 1,568"),
    "gzip bomb in the header": (gzip.compress(bytes(2**24)), "begins with the bytes 00 00 00 00"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_and_a_little_memory(tmp_path, content, words):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(content)
    assert words in refusal(read_idx, path)

    def read():
        with pytest.raises(DataError):
            read_idx(path)

    assert peak_of(read) < A_LITTLE_MEMORY


def test_a_bomb_is_inflated_no_further_than_its_header_and_one_byte(tmp_path, monkeypatch):
    inflated = 0
    inflate = data._Gunzip.read

    def counting(self, most):
        nonlocal inflated
        piece = inflate(self, most)
        inflated += len(piece)
        return piece

    monkeypatch.setattr(data._Gunzip, "read", counting)
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(GOOD + bytes(2**24)))
    refusal(read_idx, path)
    assert inflated == len(GOOD) + 1


def test_the_good_files_that_the_hostile_ones_are_made_of_are_read(tmp_path):
    path = tmp_path / "good"
    for content in (GOOD, ZIPPED, ONE_PIECE):
        path.write_bytes(content)
        assert read_idx(path).shape == (2, 28, 28)


def test_a_missing_file_is_named(tmp_path):
    assert "No such file" in refusal(read_idx, tmp_path / "nothing")


def test_a_name_with_a_line_break_gives_one_line(tmp_path):
    refusal(read_idx, tmp_path / "two\nlines\x1b[31m")


def test_a_folder_in_place_of_a_file_is_named(tmp_path):
    assert "it is a folder" in refusal(read_idx, tmp_path)


def test_a_device_is_named():
    assert "it is a pipe, a socket or a device" in refusal(read_idx, Path(os.devnull))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_reading_from_it(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # a read_idx that reads shall fail here, not hang
    try:
        os.write(writer, b"no IDX")
        assert "it is a pipe, a socket or a device" in refusal(read_idx, path)
    finally:
        os.close(writer)


def test_a_circle_of_links_is_named(tmp_path):
    path = tmp_path / "circle"
    path.symlink_to(path)
    assert "it cannot be read" in refusal(read_idx, path)


def test_a_file_that_may_not_be_opened_is_named(tmp_path, monkeypatch):
    def forbid(path, mode):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(data, "open", forbid, raising=False)  # chmod would not stop root
    path = tmp_path / "secret"
    path.write_bytes(GOOD)
    assert "it cannot be read (Permission denied)" in refusal(read_idx, path)


# Hostile folders

WRONG_IN_A_FOLDER = {
    "labels for images": ("train-images-idx3-ubyte", idx(24), "shape is (24,); expected images of 28 x 28"),
    "images for labels": ("train-labels-idx1-ubyte", idx(24, 1, 1), "shape is (24, 1, 1); expected (24,)"),
    "images of 28 x 29": ("train-images-idx3-ubyte", idx(24, 28, 29), "expected images of 28 x 28"),
    "test images of 32 x 32": ("t10k-images-idx3-ubyte", idx(2, 32, 32), "expected images of 28 x 28"),
    "a label too few": ("train-labels-idx1-ubyte", idx(23), "its shape is (23,); expected (24,)"),
    "a label too many": ("t10k-labels-idx1-ubyte", idx(3), "its shape is (3,); expected (2,)"),
    "a label of 10": ("t10k-labels-idx1-ubyte", idx(2, values=b"\x09\x0a"), "label 1 is 10; expected labels"),
    "a label of 255": ("train-labels-idx1-ubyte", idx(24, values=b"\xff" * 24), "label 0 is 255"),
    "no test images": ("t10k-images-idx3-ubyte", idx(0, 28, 28), "header claims 0 bytes"),
    "a file cut off": ("t10k-labels-idx1-ubyte", idx(2)[:-1], "it holds 1 bytes; expected the 2"),
}


@pytest.mark.parametrize(("name", "content", "words"), WRONG_IN_A_FOLDER.values(), ids=WRONG_IN_A_FOLDER)
def test_a_wrong_file_in_a_folder_is_named(tmp_path, name, content, words):
    path = write_folder(tmp_path) / name
    path.write_bytes(content)
    assert words in refusal(lambda _: load_mnist(tmp_path), path)


@pytest.mark.parametrize("name", MD5)
def test_a_missing_file_of_a_folder_is_named_as_it_is_usually_spelt(tmp_path, name):
    (write_folder(tmp_path) / name).unlink()
    assert "No such file" in refusal(lambda _: load_mnist(tmp_path), tmp_path / f"{name}.gz")


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "t10k-labels.idx1-ubyte.gz"])
def test_a_folder_in_place_of_a_file_is_named_as_it_is_spelt(tmp_path, name):
    (write_folder(tmp_path) / name.replace(".idx", "-idx").removesuffix(".gz")).unlink()
    (tmp_path / name).mkdir()
    assert "it is a folder" in refusal(lambda _: load_mnist(tmp_path), tmp_path / name)


def test_one_training_image_is_too_few(tmp_path):
    path = write_folder(tmp_path, train=1) / "train-images-idx3-ubyte"
    said = refusal(lambda _: load_mnist(tmp_path), path)
    assert "it holds 1 image; expected at least 2" in said


def test_a_missing_folder_is_named(tmp_path):
    assert "No such file" in refusal(load_mnist, tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(GOOD)
    assert "Not a directory" in refusal(load_mnist, path)


# Pixels to floats
