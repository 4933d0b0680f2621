"""The data of a job: CSV, NPZ and IDX, in three parts, and what is wrong with it in one line."""

import os
import pickle

import numpy as np
import pytest

from hw1.data import DataError
from hw1.jobs.datasets import Scale, load_data


@pytest.fixture
def write(tmp_path):
    """Writes a file of this text or of these bytes; its path."""

    def file(content, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return file


def flowers(rows=40, header="length,width,kind"):
    lines = [f"{i},{2 * i}.5,{'rose' if i % 4 else 'lily'}" for i in range(rows)]
    return "\n".join([header, *lines]) + "\n"


def everything(data):
    return np.concatenate([part.x for part in (data.train, data.validation, data.test)])


# ---- CSV -------------------------------------------------------------------------------------------


def test_a_csv_file_gives_rows_classes_and_names(write):
    data = load_data(write(flowers()), None, 0)
    assert (data.classes, data.columns, data.label) == (("lily", "rose"), ("length", "width"), "kind")
    assert data.input_shape == (2,)
    assert [len(part.y) for part in (data.train, data.validation, data.test)] == [28, 6, 6]
    for part in (data.train, data.validation, data.test):
        np.testing.assert_array_equal(part.x[:, 1], 2 * part.x[:, 0] + 0.5)
        np.testing.assert_array_equal(part.y, part.x[:, 0] % 4 > 0)
    np.testing.assert_array_equal(np.sort(everything(data)[:, 0]), np.arange(40))
    assert str(data) == "rows of 2 numbers in 2 classes: 28 for training, 6 for validation, 6 for test"


def test_each_class_has_the_same_share_of_each_part(write):
    data = load_data(write(flowers(400)), None, 0)
    shares = [part.y.mean() for part in (data.train, data.validation, data.test)]
    np.testing.assert_allclose(shares, 0.75, atol=0.02)


def test_the_seed_decides_which_rows_are_split_off(write):
    path = write(flowers())
    first, again, other = (load_data(path, None, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(everything(first), everything(again))
    assert (everything(first) != everything(other)).any()


LABELS = {
    "the one that is named": ("a,b,label\n", "a", "a"),
    "the one called label": ("a,label,c\n", None, "label"),
    "the last one": ("a,b,c\n", None, "c"),
}


@pytest.mark.parametrize(("header", "asked", "found"), LABELS.values(), ids=LABELS)
def test_the_label_is(write, header, asked, found):
    rows = "".join(f"{i % 2},{i % 2},{i % 2}\n" for i in range(10))
    data = load_data(write(header + rows), asked, 0)
    assert data.label == found
    assert data.columns == tuple(name for name in header.strip().split(",") if name != found)


def test_classes_that_are_numbers_are_in_the_order_of_numbers(write):
    rows = "".join(f"1,{i % 11}\n" for i in range(44))
    assert load_data(write("x,y\n" + rows), None, 0).classes == tuple(map(str, range(11)))
    rows = "".join(f"1,{('nan', '2', '10')[i % 3]}\n" for i in range(44))
    assert load_data(write("x,y\n" + rows), None, 0).classes == ("10", "2", "nan")


def test_what_spreadsheets_write_is_read(write):
    text = flowers(header='"length, in cm", width ,kind').replace(".5,", ".5 , ")
    data = load_data(write("\ufeff" + text.replace("\n", "\r\n") + "\r\n\r\n"), None, 0)
    assert data.columns == ("length, in cm", "width")
    assert data.classes == ("lily", "rose")


LINE_3 = flowers().replace("\n1,2.5,rose\n", "\n{}\n")
BAD_CSV = {
    "text in a column": (LINE_3.format("1,wide,rose"), None, "line 3, column 'width', is 'wide'"),
    "a missing value": (LINE_3.format("1,,rose"), None, "line 3, column 'width', is empty"),
    "a number that is none": (LINE_3.format("nan,2,rose"), None, "line 3, column 'length', is 'nan'"),
    "infinity": (LINE_3.format("1,1e999,rose"), None, "line 3, column 'width', is '1e999'"),
    "a missing label": (LINE_3.format("1,2,"), None, "line 3, column 'kind', which is the label, is empty"),
    "a row too short": (LINE_3.format("1,rose"), None, "line 3 has 2 cells; expected 3"),
    "a row too long": (LINE_3.format("1,2,3,rose"), None, "line 3 has 4 cells; expected 3"),
    "a quote without end": (LINE_3.format('1,"2,rose'), None, "is no CSV"),
    "no such label": (flowers(), "colour", "no column 'colour'; expected one of 'length', 'width', 'kind'"),
    "one class": (flowers().replace("lily", "rose"), None, "one class only, 'rose'"),
    "a label of many values": (flowers(), "length", "'length' has 40 different values in 40 rows"),
    "no names": ("1.5,2,rose\n2.5,3,lily\n", None, "its first row has the number 1.5"),
    "no names, whole numbers": ("1,1,0\n2,3,1\n", None, "its first row has the number 1"),
    "a column without a name": (flowers(header="a,,b"), None, "column 2 has no name"),
    "a name twice": (flowers(header="a,b,a"), None, "two columns are called 'a'"),
    "semicolons": (flowers().replace(",", ";"), None, "its cells have ';' between them; expected commas"),
    "one column": ("a\n1\n2\n", None, "only one column"),
    "no rows": ("a,b\n", None, "no rows"),
    "nothing": ("", None, "it is empty"),
    "no text": (b"\xff\xfe\x00a,b\n", None, "no text in UTF-8"),
    "an array": (b"\x93NUMPY\x01\x00", None, "a single array"),
}


@pytest.mark.parametrize(("content", "label", "said"), BAD_CSV.values(), ids=BAD_CSV)
def test_bad_csv_is_one_line(write, content, label, said):
    path = write(content)
    with pytest.raises(DataError) as raised:
        load_data(path, label, 0)
    message = str(raised.value)
    assert message.startswith(f"{str(path)!r}: ")
    assert said in message
    assert "\n" not in message


# ---- NPZ -------------------------------------------------------------------------------------------


def npz(write, name="data.npz", **arrays):
    path = write(b"", name)
    np.savez(path, **arrays)
    return path


def test_an_npz_file_of_x_and_y_is_split(write):
    x, y = np.arange(60.0).reshape(20, 3), np.arange(20) % 2 * 8 + 2  # "10" is before "2" in the alphabet
    data = load_data(npz(write, x=x, y=y), None, 0)
    assert data.classes == ("2", "10")
    assert [len(part.y) for part in (data.train, data.validation, data.test)] == [14, 3, 3]
    for part in (data.train, data.validation, data.test):
        np.testing.assert_array_equal(part.y, part.x[:, 0] // 3 % 2)
    assert data.train.y.dtype == np.int64


def test_the_parts_that_an_npz_file_has_are_kept(write):
    x, y = np.arange(60.0).reshape(20, 3), np.array(["b", "a"] * 10)
    arrays = {"x_train": x, "y_train": y, "x_test": x[:6] + 1, "y_test": y[:6]}
    data = load_data(npz(write, **arrays), None, 0)
    np.testing.assert_array_equal(data.test.x, x[:6] + 1)
    np.testing.assert_array_equal(data.test.y, [1, 0] * 3)
    assert (len(data.train.y), len(data.validation.y)) == (17, 3)
    data = load_data(npz(write, **arrays, x_val=x[:2], y_val=y[:2]), None, 0)
    assert (len(data.train.y), len(data.validation.y), len(data.test.y)) == (20, 2, 6)


SHAPES = {
    "grey": ((20, 12, 14), (1, 12, 14)),
    "channels first": ((20, 3, 12, 14), (3, 12, 14)),
    "channels last": ((20, 12, 14, 3), (3, 12, 14)),
    "columns": ((20, 7), (7,)),
}


@pytest.mark.parametrize(("given", "found"), SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64, np.int16, np.bool_])
def test_inputs_are_columns_or_images(write, given, found, dtype):
    x = (np.arange(np.prod(given)) % 200).reshape(given).astype(dtype)
    data = load_data(npz(write, x=x, y=np.arange(20.0).reshape(20, 1) // 10), None, 0)
    assert data.input_shape == found
    assert data.classes == ("0", "1")
    moved = np.moveaxis(x, 3, 1) if x.ndim == 4 and given[1] != 3 else x.reshape(20, *found)
    np.testing.assert_array_equal(np.sort(everything(data), axis=0), np.sort(moved, axis=0))


def test_three_rows_are_too_few_to_be_split(write):
    arrays = {
        "x_train": np.zeros((3, 2)),
        "y_train": [0, 0, 1],
        "x_test": np.zeros((9, 2)),
        "y_test": [0] * 9,
    }
    with pytest.raises(DataError, match="it has 3 rows to train on; expected at least 4"):
        load_data(npz(write, **arrays), None, 0)


class Harmful:
    def __reduce__(self):
        return os.mkdir, ("unpickled",)


X, Y = np.zeros((20, 3)), np.arange(20) % 2
BAD_NPZ = {
    "objects": ({"x": np.array([Harmful()] * 20), "y": Y}, "never unpickled"),
    "objects as labels": ({"x": X, "y": np.array([Harmful()] * 20)}, "never unpickled"),
    "other names": ({"images": X, "labels": Y}, "it has 'images', 'labels'; expected arrays x and y"),
    "no labels": ({"x": X}, "an array 'x' and no 'y'"),
    "no inputs of the test": ({"x": X, "y": Y, "y_test": Y}, "an array 'y_test' and no 'x_test'"),
    "too few labels": ({"x": X, "y": Y[:5]}, "'y' is of shape (5,)"),
    "one class": ({"x": X, "y": 0 * Y}, "one class only"),
    "labels that are no classes": ({"x": X, "y": Y + 0.5}, "whole numbers or strings"),
    "as many classes as rows": (
        {"x": X, "y": np.arange(20)},
        "20 different values in 20 rows; expected classes, with several rows each.",
    ),
    "text": ({"x": X.astype(str), "y": Y}, "'x' is of shape (20, 3) and dtype <U"),
    "one dimension": ({"x": X[:, 0], "y": Y}, "'x' is of shape (20,)"),
    "not a number": ({"x": X + np.nan, "y": Y}, "values that are not finite"),
    "parts that differ": ({"x": X, "y": Y, "x_test": X[:, :2], "y_test": Y}, "of the shapes [(2,), (3,)]"),
}


@pytest.mark.parametrize(("arrays", "said"), BAD_NPZ.values(), ids=BAD_NPZ)
def test_bad_npz_is_one_line(write, monkeypatch, tmp_path, arrays, said):
    monkeypatch.chdir(tmp_path)
    path = npz(write, **arrays)
    with pytest.raises(DataError) as raised:
        load_data(path, None, 0)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "unpickled").exists()


def test_the_harm_would_be_done_by_unpickling(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    pickle.loads(pickle.dumps(Harmful()))
    assert (tmp_path / "unpickled").exists()


def test_a_zip_that_is_cut_off_is_one_line(write):
    whole = npz(write, x=X, y=Y).read_bytes()
    for length in (10, 100, len(whole) // 2, len(whole) - 10):
        with pytest.raises(DataError, match=r"^'.*': it cannot be read \(.*; expected an NPZ file"):
            load_data(write(whole[:length], "cut.npz"), None, 0)


def test_a_label_is_named_for_a_csv_file_only(write, small_data):
    for place in (npz(write, x=X, y=Y), small_data):
        with pytest.raises(DataError, match="no columns, of which 'y' could be the label"):
            load_data(place, "y", 0)


# ---- IDX, and the scale ----------------------------------------------------------------------------


def test_a_folder_of_idx_files_keeps_its_own_parts(small_data):
    data = load_data(small_data, None, 3)
    assert data.input_shape == (1, 28, 28)
    assert [len(part.y) for part in (data.train, data.validation, data.test)] == [220, 20, 20]
    assert data.classes == tuple("0123456789")
    assert data.train.x.dtype == np.uint8
    assert str(data).startswith("images of shape (1, 28, 28) in 10 classes: 220 for training")


@pytest.mark.parametrize("shape", [(2500, 3), (1100, 2, 5, 4)])
@pytest.mark.parametrize("kind", [np.uint8, np.float64])
def test_inputs_on_their_scale_have_mean_0_and_deviation_1(shape, kind):
    x = (np.random.default_rng(0).random(shape) * 100 + 50).astype(kind)
    scaled = Scale.of(x).apply(x, np.dtype(np.float64))
    axes = (0, *range(2, len(shape)))
    np.testing.assert_allclose(scaled.mean(axes), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axes), 1, rtol=1e-12)
    assert Scale.of(x).apply(x, np.dtype(np.float32)).dtype == np.float32


def test_a_column_that_never_changes_becomes_0():
    x = np.column_stack([np.full(10, 0.1), np.arange(10.0)])
    scaled = Scale.of(x).apply(x, np.dtype(np.float64))
    np.testing.assert_allclose(scaled[:, 0], 0, atol=1e-12)


def test_values_that_are_too_large_are_refused():
    with pytest.raises(DataError, match=r"up to 1e\+300, which are too large"):
        Scale.of(np.array([[1e300], [-1e300]]))
