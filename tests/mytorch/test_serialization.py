"""save and load: safetensors files, whole or not at all, and what is not one."""

import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest

import mytorch
from mytorch import load, nn, optim, save
from mytorch.serialization import load_metadata
from mytorch.tensor import Tensor

DTYPES = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1"]


def equal(a, b):
    """The same containers, numbers and tensors, bit by bit."""
    if isinstance(a, Tensor):
        return (
            isinstance(b, Tensor)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and a.data.tobytes() == b.data.tobytes()
        )
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(equal(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(equal, a, b))
    return type(a) is type(b) and (a == b or a != a)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


# ---- there and back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(2, 3), (3,), (), (0, 4), (1, 1, 2)], ids=str)
def test_a_tensor_comes_back_bit_by_bit(path, dtype, shape):
    values = np.arange(-2, np.prod(shape) - 2).reshape(shape).astype(dtype)
    save({"x": Tensor(values), "y": values}, path)
    back = load(path)
    assert list(back) == ["x", "y"]
    assert all(equal(one, Tensor(values)) for one in back.values())
    assert not back["x"].requires_grad
    back["x"].data[...] = 1  # it can be written to


@pytest.mark.parametrize("special", [np.nan, np.inf, -0.0, 5e-324])
def test_special_numbers_come_back(path, special):
    save({"x": Tensor([special])}, str(path))
    assert load(str(path))["x"].data.tobytes() == np.array([special]).tobytes()


def test_any_layout_and_byte_order_is_kept_as_rows(path):
    x = np.arange(12.0).reshape(3, 4)
    save(
        {
            "t": x.T,
            "every other": x[:, ::2],
            "swapped": x.astype(">f8"),
            "leaf": Tensor(x, requires_grad=True),
        },
        path,
    )
    back = load(path)
    for name, expected in {"t": x.T, "every other": x[:, ::2], "swapped": x, "leaf": x}.items():
        np.testing.assert_array_equal(back[name].data, expected)


def test_a_model_is_saved_and_loaded(path):
    model, other = (
        nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)),
        nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)),
    )
    save(model.state_dict(), path)
    other.load_state_dict(load(path))
    assert equal(other.state_dict(), model.state_dict())


NESTED = {
    "a checkpoint": {
        "model": {"w": Tensor([1.0])},
        "epoch": 3,
        "best": 0.5,
        "history": [(1, 0.5), (2, None)],
        "name": "ä",
    },
    "numbers as keys": {"state": {0: {"step": 1}, 7: {}}},
    "one tensor": Tensor([1.0, 2.0]),
    "a list": [Tensor(1.0), [Tensor(2)], ()],
    "a number": 3.5,
    "nothing": None,
    "an empty dict": {},
    "bools and bounds": {"a": True, "b": float("inf"), "c": float("nan"), "d": 2**70},
    "keys with a dot": {"a.b": Tensor(1.0), "c": 1},
    "a name of the format": {"__metadata__": 3},
}


@pytest.mark.parametrize("value", NESTED.values(), ids=NESTED)
def test_what_is_nested_comes_back_as_it_was(path, value):
    save(value, path)
    assert equal(load(path), value)


def test_numbers_of_numpys_come_back_as_pythons(path):
    save({"lr": np.float32(0.5), "n": np.int64(3)}, path)
    assert load(path) == {"lr": 0.5, "n": 3}


@pytest.mark.parametrize(
    "make", [lambda p: optim.SGD(p, 0.1, 0.9), lambda p: optim.AdamW(p, 0.1, amsgrad=True)]
)
def test_a_run_resumed_from_a_file_has_the_bits_of_one_that_was_not_interrupted(path, make):
    def run(model, optimizer, schedule, steps):
        for _ in range(steps):
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(model(Tensor(np.eye(4))), Tensor([0, 1, 0, 1])).backward()
            optimizer.step()
            schedule.step()

    def parts():
        model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Linear(3, 2))
        optimizer = make(model.parameters())
        return model, optimizer, optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)

    whole = parts()
    run(*whole, 3)
    save([part.state_dict() for part in whole], path)
    resumed = parts()
    for part, state in zip(resumed, load(path), strict=True):
        part.load_state_dict(state)
    run(*whole, 4)
    run(*resumed, 4)
    assert all(equal(a.state_dict(), b.state_dict()) for a, b in zip(whole, resumed, strict=True))


def test_metadata_are_kept_beside(path):
    save({"x": Tensor(1.0)}, path, {"made by": "ünïcode", "epoch": "3"})
    assert load_metadata(path) == {"made by": "ünïcode", "epoch": "3"}
    assert equal(load(path), {"x": Tensor(1.0)})
    save([Tensor(1.0)], path, {"a": "b"})
    assert load_metadata(path) == {"a": "b"}


def test_numbers_are_aligned_to_their_size_and_the_header_is_the_formats(path):
    save({"b": Tensor(np.ones(3, bool)), "d": Tensor([1.0]), "h": Tensor(np.ones(1, np.float16))}, path)
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    assert length % 8 == 0
    assert header["d"] == {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}
    assert header["h"] == {"dtype": "F16", "shape": [1], "data_offsets": [8, 10]}
    assert header["b"] == {"dtype": "BOOL", "shape": [3], "data_offsets": [10, 13]}
    assert len(data) == 8 + length + 13


def test_bfloat16_comes_as_float32(path):
    path.write_bytes(file_of({"x": entry("BF16", [2], 0, 4)}, np.array([0x3F80, 0xC020], "<u2").tobytes()))
    assert equal(load(path), {"x": Tensor(np.array([1.0, -2.5], np.float32))})


# ---- all or nothing ----------------------------------------------------------------------------------


UNKEPT = {
    "an object": ({"a": object()}, "a is an object"),
    "an object in a list": ({"a": [1, {2}]}, r"a\.1 is a set"),
    "complex": ({"a": Tensor([1j])}, "real numbers of up to 64 bits; 'a' is"),
    "text": ({"a": np.array(["x"])}, "tensors of numbers; 'a' is"),
    "objects": ({"a": np.array([None])}, "tensors of numbers"),
    "masked": ({"a": np.ma.array([1.0])}, "tensors of numbers"),
    "long doubles": ({"a": np.ones(1, np.longdouble)}, "up to 64 bits"),
    "a key that is a tuple": ({("a", 1): 2}, "strings or whole numbers; it has others"),
    "a key that is a flag": ({"a": {True: 2}}, "strings or whole numbers; a has others"),
    "two of a name": ({"a": {"b": Tensor(1.0)}, "a.b": Tensor(2.0)}, "two tensors by the name 'a.b'"),
    "a name of the format": ({"__metadata__": Tensor(1.0)}, "__metadata__"),
    "half a character": ({"\ud800": Tensor(1.0)}, "surrogate"),
    "a class": (nn.Linear, "it is the class Linear"),
    "a module": (nn.Linear(1, 1), "it is a Linear"),
}


@pytest.mark.parametrize(("value", "message"), UNKEPT.values(), ids=UNKEPT)
def test_what_cannot_be_kept_leaves_the_old_file_as_it_was(path, value, message):
    save({"old": Tensor(1.0)}, path)
    before = path.read_bytes()
    with pytest.raises((TypeError, ValueError), match=rf"^save [^\n]*{message}[^\n]*$"):
        save(value, path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_what_contains_itself_is_refused(path):
    loop = []
    loop.append(loop)
    with pytest.raises(ValueError, match="64 deep"):
        save(loop, path)


@pytest.mark.parametrize("metadata", [{"a": 1}, {1: "a"}, {"mytorch.structure": "x"}], ids=str)
def test_metadata_are_strings(path, metadata):
    with pytest.raises(TypeError, match="metadata of strings"):
        save({}, path, metadata)
    assert not path.exists()


def test_a_file_that_cannot_be_finished_leaves_the_old_one_and_nothing_else(path, monkeypatch):
    save({"old": Tensor(1.0)}, path)
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, full)
            with pytest.raises(OSError, match="No space"):
                save({"new": Tensor(2.0)}, path)
        assert path.read_bytes() == before
        assert os.listdir(path.parent) == [path.name]


def test_a_link_is_kept_and_what_it_points_to_is_replaced(path, tmp_path):
    link = tmp_path / "latest"
    save({"x": Tensor(1.0)}, path)
    link.symlink_to(path)
    save({"x": Tensor(2.0)}, link)
    assert link.is_symlink()
    assert load(path)["x"].item() == 2.0


@pytest.mark.parametrize("f", [None, 3, b"model", io.BytesIO(), ["model"]], ids=lambda f: type(f).__name__)
def test_what_is_no_path_is_refused(f):
    for use in (lambda: save({}, f), lambda: load(f), lambda: load_metadata(f)):
        with pytest.raises(TypeError, match="the path of a file"):
            use()


# ---- files that are none -----------------------------------------------------------------------------


def file_of(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def entry(dtype="F32", shape=(1,), start=0, stop=4, **more):
    return {
        "dtype": dtype,
        "shape": list(shape) if isinstance(shape, tuple) else shape,
        "data_offsets": [start, stop],
        **more,
    }


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps([1]))
    return buffer.getvalue()


def of_numpys():
    buffer = io.BytesIO()
    np.save(buffer, np.ones(3))
    return buffer.getvalue()


DEEP = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
HOSTILE = {
    "nothing": (b"", "too short"),
    "a few bytes": (b"abc", "too short"),
    "text": (b"hello, this is a text of some length\n", "begins with no length"),
    "a zip": (zipped(), "a zip, as torch.save and np.savez write"),
    "a pickle": (pickle.dumps({"w": np.ones(30)}), "a pickle, which could run any code"),
    "an array": (of_numpys(), "read it with np.load"),
    "a huge header": (file_of({}, length=2**63), "begins with no length"),
    "a header beyond the file": (file_of({}, length=3), "too short"),
    "a header of 0": (file_of(b""), "no JSON"),
    "no JSON": (file_of(b"{'a': 1}"), "no JSON"),
    "a list": (file_of([1]), "no JSON"),
    "JSON that begins with a space": (file_of(b" {}"), "no JSON"),
    "no UTF-8": (file_of(b'{"\xff": 1}'), "no JSON"),
    "very deep": (file_of(DEEP), "no JSON"),
    "a long number": (file_of(b'{"a":' + b"9" * 10_000 + b"}"), "no JSON|not just"),
    "NaN": (file_of(b'{"a": NaN}'), "no JSON"),
    "a name twice": (file_of(b'{"a":{},"a":{}}'), "'a' twice"),
    "a field twice": (file_of(b'{"a":{"dtype":"F32","dtype":"F32"}}'), "'dtype' twice"),
    "no entry": (file_of({"a": 3}), "not just dtype, shape and data_offsets"),
    "a field missing": (file_of({"a": {"dtype": "F32"}}), "not just dtype"),
    "a field too many": (file_of({"a": entry(more=1)}, bytes(4)), "not just dtype"),
    "an unknown dtype": (
        file_of({"a": entry("F8_E4M3", (4,))}, bytes(4)),
        "dtype 'F8_E4M3', which is not known",
    ),
    "a dtype that is a list": (file_of({"a": entry(["F32"])}, bytes(4)), "dtype"),
    "a shape of text": (file_of({"a": entry(shape="1")}, bytes(4)), "no whole numbers"),
    "a shape of floats": (file_of({"a": entry(shape=(1.0,))}, bytes(4)), "no whole numbers"),
    "a shape of flags": (file_of({"a": entry(shape=(True,))}, bytes(4)), "no whole numbers"),
    "a shape below 0": (file_of({"a": entry(shape=(-1, -1))}, bytes(4)), "no whole numbers"),
    "a shape beyond all": (file_of({"a": entry(shape=(2**80,))}, bytes(4)), "no whole numbers"),
    "a product beyond all": (
        file_of({"a": entry(shape=(2**40, 2**40))}, bytes(4)),
        "takes an integer of|takes \\d+ bytes",
    ),
    "too many dims": (file_of({"a": entry(shape=(1,) * 65)}, bytes(4)), "65 dims"),
    "empty, beyond all": (file_of({"a": entry(shape=(0, 2**62, 2**62), stop=0)}), "cannot be made"),
    "three offsets": (file_of({"a": entry() | {"data_offsets": [0, 4, 8]}}, bytes(8)), "no whole numbers"),
    "offsets that are none": (file_of({"a": entry() | {"data_offsets": None}}, bytes(4)), "no whole numbers"),
    "offsets backwards": (file_of({"a": entry(start=4, stop=0)}, bytes(4)), "takes 4 bytes, and has -4"),
    "a wrong size": (file_of({"a": entry(stop=8)}, bytes(8)), "takes 4 bytes, and has 8"),
    "an overlap": (file_of({"a": entry(), "b": entry()}, bytes(4)), "'b' overlaps another"),
    "half an overlap": (file_of({"a": entry(), "b": entry(start=2, stop=6)}, bytes(6)), "'b' overlaps"),
    "a gap": (file_of({"a": entry(), "b": entry(start=8, stop=12)}, bytes(12)), "gap before it"),
    "beyond the end": (file_of({"a": entry()}, bytes(3)), "was cut off"),
    "bytes too many": (file_of({"a": entry()}, bytes(5)), "it should have"),
    "metadata of numbers": (file_of({"__metadata__": {"a": 1}}), "metadata are no strings"),
    "metadata of a list": (file_of({"__metadata__": []}), "metadata are no strings"),
    **{
        f"a structure: {structure[:20]}": (
            file_of({"__metadata__": {"mytorch.structure": structure}}),
            "how its tensors belong together",
        )
        for structure in (
            "",
            "{}",
            '["tensor", "a"]',
            '["dict", 3]',
            '["dict", [[[], 1]]]',
            '["set", []]',
            "[1]",
            '["tensor", []]',
            "[" * 5000,
            '["list", 3]',
        )
    },
}


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_safetensors_file_is_said_in_one_line(path, content, message):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"^'[^\n]*' is no safetensors file: [^\n]*({message})[^\n]*$"):
        load(path)


def test_every_cut_of_a_file_is_noticed(path):
    save({"a": Tensor([1.0, 2.0]), "b": Tensor(np.ones(3, np.int8))}, path, {"m": "x"})
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(ValueError, match="no safetensors file"):
            load(path)


def test_every_byte_of_a_header_may_be_anything(path):
    save({"a": Tensor([1.0, 2.0]), "b": Tensor(np.ones(3, np.int8))}, path, {"m": "x"})
    data = bytearray(path.read_bytes())
    rng = np.random.default_rng(0)
    for place in range(len(data) - 19):
        changed = bytearray(data)
        changed[place] ^= int(rng.integers(1, 256))
        path.write_bytes(changed)
        try:
            load(path)
        except ValueError as error:
            assert "\n" not in str(error)  # noqa: PT017


def test_a_folder_is_no_file_and_a_pipe_is_not_waited_for(tmp_path):
    with pytest.raises(ValueError, match="a folder or a device"):
        load(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ValueError, match="a folder or a device"):
            load(tmp_path / "pipe")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none")


def test_the_root_has_both_by_pytorchs_names():
    assert mytorch.save is save
    assert mytorch.load is load


def test_load_takes_what_pytorchs_programs_say_and_refuses_what_it_cannot_do(tmp_path):
    path = tmp_path / "x.safetensors"
    save({"x": np.ones(2)}, path)
    for options in ({"map_location": "cpu"}, {"map_location": None, "weights_only": True}):
        assert load(path, **options)["x"].data.tolist() == [1, 1]
    for options in ({"map_location": "cuda"}, {"weights_only": False}):
        with pytest.raises(ValueError, match=f"got {next(iter(options))}"):
            load(path, **options)
