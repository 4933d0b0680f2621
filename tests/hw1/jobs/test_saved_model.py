"""A trained model in a file, and its predictions."""

import json
import struct
import zlib

import numpy as np
import pytest

import mytorch
from hw1.data import DataError
from hw1.jobs.datasets import Data, Part, Scale
from hw1.jobs.fit import Inputs
from hw1.jobs.models import Description, ModelError, build
from hw1.jobs.prediction import predict
from hw1.jobs.saved_model import KEY, facts_of, load_model, save_model
from hw1.output import OutputError
from mytorch.serialization import load_metadata

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(5, 2, (12, 3))
IMAGES = GENERATOR.integers(0, 255, (12, 1, 12, 12)).astype(np.uint8)


def keep(path, x=X, description=None, columns=("a", "b", "c"), dtype="float32"):
    """Save a new model; the model, its facts and its path."""
    mytorch.set_default_dtype(dtype)
    data = Data(*[Part(x, np.arange(12) % 2)] * 3, classes=("no", "yes"), columns=columns, label="kind")
    description = description or Description("mlp", (4,), 0.5)
    model = build(description, data.input_shape, 2)
    facts = facts_of(data, description, Inputs(Scale.of(x), False))
    save_model(path, model, facts, epoch=3)
    mytorch.set_default_dtype("float64")
    model.eval()
    return model, facts


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("x", "description"),
    [(X, Description("mlp", (4,), 0.5)), (X, Description("mlp")), (IMAGES, Description("lenet", (), 0.1))],
)
def test_a_model_comes_back_as_it_was(tmp_path, x, description, dtype):
    model, facts = keep(tmp_path / "m", x, description, dtype=dtype)
    again, found = load_model(tmp_path / "m", None)
    assert repr(again) == repr(model)
    assert not again.is_train
    for (name, tensor), (other, kept) in zip(
        again.state_dict().items(), model.state_dict().items(), strict=True
    ):
        assert (name, tensor.dtype) == (other, np.dtype(dtype))
        np.testing.assert_array_equal(tensor.data, kept.data)
    np.testing.assert_array_equal(found.inputs.scale.mean, facts.inputs.scale.mean)
    np.testing.assert_array_equal(found.inputs.scale.deviation, facts.inputs.scale.deviation)
    assert found._replace(inputs=None) == facts._replace(inputs=None)
    assert mytorch.get_default_dtype() == np.dtype(dtype)


def test_the_background_of_images_is_what_is_at_their_edges(tmp_path):
    _, facts = keep(tmp_path / "m", IMAGES)
    ring = np.ones((12, 12), bool)
    ring[1:-1, 1:-1] = False
    assert facts.grey.background == pytest.approx(IMAGES[:, 0, ring].mean(), abs=5)  # corners count twice
    assert facts.grey[:2] == (0.0, 255.0)
    assert keep(tmp_path / "m", IMAGES / 255)[1].grey[:2] == (0.0, 1.0)
    assert keep(tmp_path / "m", IMAGES - 300.0)[1].grey[:2] == (IMAGES.min() - 300.0, IMAGES.max() - 300.0)


def test_code_of_the_user_s_runs_only_where_it_is_named(tmp_path):
    code = tmp_path / "own.py"
    code.write_text(
        "from mytorch import nn\ndef f(): return nn.Linear(3, 2)\ndef g(): return nn.Linear(4, 2)\n"
    )
    keep(tmp_path / "m", description=Description(f"{code}:f"))
    assert load_model(tmp_path / "m", f"{code}:f")[0].in_features == 3
    with pytest.raises(ModelError, match="Name it again: --model .*own.py:f$"):
        load_model(tmp_path / "m", None)
    with pytest.raises(ModelError, match="do not fit .*own.py:g: "):
        load_model(tmp_path / "m", f"{code}:g")
    keep(tmp_path / "m")
    with pytest.raises(ModelError, match="is mlp: leave --model out"):
        load_model(tmp_path / "m", f"{code}:f")


def test_a_model_that_cannot_be_written_is_one_line(tmp_path):
    with pytest.raises(OutputError, match="cannot write .*gone/m'"):
        keep(tmp_path / "gone" / "m")


DAMAGES = {
    "another format": {"format": 2},
    "no classes": {"classes": None},
    "one class": {"classes": ["a"]},
    "a shape that is none": {"input_shape": [3, 3]},
    "a size below 0": {"input_shape": [-3]},
    "a size that is no number": {"input_shape": ["3"]},
    "another model": {"description": {"model": "os.system", "hidden": [], "dropout": 0}},
    "no description": {"description": 3},
    "a scale of another size": {"inputs": {"mean": [0, 0], "deviation": [1, 1], "flat": False}},
    "a deviation of 0": {"inputs": {"mean": [0] * 3, "deviation": [0, 1, 1], "flat": False}},
    "infinity": {"inputs": {"mean": [1e999, 0, 0], "deviation": [1] * 3, "flat": False}},
    "greys of no image": {"grey": {"black": 0, "white": 1, "background": 0}},
    "another dtype": {"dtype": "int8"},
    "huge layers": {"description": {"model": "mlp", "hidden": [10**9, 10**9], "dropout": 0}},
    "a huge image": {
        "input_shape": [1, 2**30, 2**30],
        "inputs": {"mean": [0], "deviation": [1], "flat": False},
        "grey": {"black": 0, "white": 1, "background": 0},
    },
    "other layers": {"description": {"model": "mlp", "hidden": [5], "dropout": 0}},
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_one_line(tmp_path, damage):
    model, _ = keep(tmp_path / "m")
    kept = json.loads(load_metadata(tmp_path / "m")[KEY])
    mytorch.save(model.state_dict(), tmp_path / "m", {KEY: json.dumps({**kept, **DAMAGES[damage]})})
    with pytest.raises(ModelError) as raised:
        load_model(tmp_path / "m", None)
    assert "\n" not in str(raised.value)
    assert str(tmp_path / "m") in str(raised.value)


def test_facts_that_are_no_json_or_too_deep_are_one_line(tmp_path):
    model, _ = keep(tmp_path / "m")
    for text in ("", "{", "[" * 100_000, "[]", "1"):
        mytorch.save(model.state_dict(), tmp_path / "m", {KEY: text})
        with pytest.raises(ModelError, match="is damaged: what it says of its model is incomplete"):
            load_model(tmp_path / "m", None)


OTHER_FILES = {
    "weights alone": ({"weight": mytorch.Tensor([1.0])}, "`train` did not write it"),
    "a list": ([mytorch.Tensor([1.0])], "`train` did not write it"),
    "a pickle": (b"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00.", "it is a pickle, which could run any code"),
    "text": (b"a,b\n1,2\n" * 9, "is no safetensors file"),
    "nothing": (b"", "is no safetensors file"),
}


@pytest.mark.parametrize(("content", "said"), OTHER_FILES.values(), ids=OTHER_FILES)
def test_a_file_of_another_kind_is_one_line(tmp_path, content, said):
    path = tmp_path / "m"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        mytorch.save(content, path, {KEY: "{}"} if isinstance(content, list) else {})
    with pytest.raises(ModelError) as raised:
        load_model(path, None)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


# ---- predictions -----------------------------------------------------------------------------------


def csv_of(path, x, header):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in x)]) + "\n")
    return path


def test_rows_are_predicted_by_softmax_whatever_the_order_of_columns(tmp_path):
    model, facts = keep(tmp_path / "m", dtype="float64")
    found = predict(model, facts, csv_of(tmp_path / "d.csv", X, "a,b,c"), None)
    z = model(mytorch.Tensor((X - X.mean(0)) / X.std(0))).data
    np.testing.assert_allclose(found.probabilities, np.exp(z) / np.exp(z).sum(1, keepdims=True))
    assert found.names == [("no", "yes")[i] for i in z.argmax(1)]
    assert (found.accuracy, found.inverted, found.left_out) == (None, None, ())
    labels = np.array(found.names)
    labels[:3] = "other"
    table = np.column_stack([X[:, 2], X[:, 0], labels, X[:, 1], X[:, 1]])
    other = predict(model, facts, csv_of(tmp_path / "d.csv", table, "c,a,kind,more,b"), None)
    np.testing.assert_allclose(other.probabilities, found.probabilities)
    assert (other.accuracy, other.left_out) == (0.75, ("more",))


def test_rows_for_a_model_without_names_are_taken_in_their_order(tmp_path):
    model, facts = keep(tmp_path / "m", IMAGES, columns=(), dtype="float64")
    flat = IMAGES.reshape(12, -1)
    found = predict(model, facts, csv_of(tmp_path / "d.csv", flat, ",".join(map(str, range(144)))), None)
    assert found.probabilities.shape == (12, 2)
    with pytest.raises(DataError, match="it has 3 columns; expected 144"):
        predict(model, facts, csv_of(tmp_path / "d.csv", X, "a,b,c"), None)


def test_a_png_is_predicted_as_its_pixels_are(tmp_path):
    model, facts = keep(tmp_path / "m", IMAGES, columns=(), dtype="float64")
    rows = b"".join(b"\0" + row.tobytes() for row in IMAGES[0, 0])
    (tmp_path / "p").write_bytes(png(12, 12, rows))
    found = predict(model, facts, tmp_path / "p", False)
    pixels = csv_of(tmp_path / "d.csv", IMAGES[:1].reshape(1, -1), ",".join(map(str, range(144))))
    same = predict(model, facts, pixels, None)
    np.testing.assert_allclose(found.probabilities, same.probabilities, rtol=1e-5)
    assert found.inverted is False


def png(width, height, data=b""):
    """A grey PNG of this size, whose pixels are what `data` is."""
    chunks = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b"")):
        check = struct.pack(">I", zlib.crc32(kind + content))
        chunks += struct.pack(">I", len(content)) + kind + content + check
    return chunks


BAD_INPUTS = {
    "only called so": ("x.png", b"a,b,c\n1,2,3\n", "it is no PNG; expected a PNG or a CSV file"),
    "a JPEG": ("x.png", b"\xff\xd8\xff\xe0" + bytes(20), "it is a JPEG"),
    "cut off": ("x.png", png(12, 12, bytes(13 * 12))[:44], "is a damaged PNG"),
    "pixels that are missing": ("x.png", png(12, 12, b"1"), "is a damaged PNG"),
    "no pixels": ("x.png", png(0, 12), "of 0 x 12 pixels"),
    "huge": ("x.png", png(2**31 - 1, 2**31 - 1), "of 2,147,483,647 x 2,147,483,647 pixels"),
    "another column": ("x.csv", b"a,b,d\n1,2,3\n", "it has no column 'c'; expected the 3 columns"),
    "text": ("x.csv", b"a,b,c\n1,2,x\n", "line 2, column 'c', is 'x'"),
}


@pytest.mark.parametrize(("name", "content", "said"), BAD_INPUTS.values(), ids=BAD_INPUTS)
def test_bad_input_is_one_line(tmp_path, name, content, said):
    of_image = name == "x.png"
    model, facts = keep(
        tmp_path / "m", IMAGES if of_image else X, columns=() if of_image else ("a", "b", "c")
    )
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as raised:
        predict(model, facts, tmp_path / name, None)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_invert_is_for_a_picture_only(tmp_path):
    model, facts = keep(tmp_path / "m")
    with pytest.raises(ModelError, match="are for a picture; a CSV file was given"):
        predict(model, facts, csv_of(tmp_path / "d.csv", X, "a,b,c"), False)


def test_outputs_that_are_not_finite_are_refused(tmp_path):
    keep(tmp_path / "m", description=Description("mlp"))
    model, facts = load_model(tmp_path / "m", None)  # in float32
    with pytest.raises(ModelError, match="not finite"):
        predict(model, facts, csv_of(tmp_path / "d.csv", X * 1e300, "a,b,c"), None)
