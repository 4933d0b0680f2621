"""safetensors files beside the library of that name, in both directions, and weights to PyTorch and back."""

import numpy as np
import pytest
import safetensors
import torch
from safetensors import numpy as theirs
from safetensors import torch as of_torch

from mytorch import load, nn, optim, save
from mytorch.serialization import load_metadata
from mytorch.tensor import Tensor

DTYPES = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1"]
SHAPES = [(2, 3), (), (0, 2), (5,)]


def arrays():
    rng = np.random.default_rng(0)
    return {
        f"{dtype} {shape} ä": np.asarray(rng.integers(0, 100, shape)).astype(dtype)
        for dtype in DTYPES
        for shape in SHAPES
    }


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "model.safetensors")


def test_what_we_write_the_library_reads(path):
    save(arrays(), path, {"epoch": "3"})
    found = theirs.load_file(path)
    assert found.keys() == arrays().keys()
    for name, array in arrays().items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(found[name], array)
    with safetensors.safe_open(path, "np") as file:
        assert file.metadata() == {"epoch": "3"}


@pytest.mark.parametrize("metadata", [None, {"format": "pt", "ü": 'ö\n"'}], ids=str)
def test_what_the_library_writes_we_read(path, metadata):
    theirs.save_file(arrays(), path, metadata)
    found = load(path)
    assert found.keys() == arrays().keys()
    for name, array in arrays().items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(found[name].data, array)
    assert load_metadata(path) == (metadata or {})


def test_bfloat16_of_pytorchs_comes_as_float32(path):
    x = torch.tensor([1.0, -2.5, 3.14159, float("inf"), 1e-40], dtype=torch.bfloat16)
    of_torch.save_file({"x": x}, path)
    np.testing.assert_array_equal(load(path)["x"].data, x.float().numpy())


def test_a_checkpoint_of_ours_is_one_of_named_tensors_to_others(path):
    model = nn.Linear(2, 1)
    optimizer = optim.Adam(model.parameters())
    model(Tensor([[1.0, 2.0]])).sum().backward()
    optimizer.step()
    save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 1}, path)
    found = theirs.load_file(path)
    np.testing.assert_array_equal(found["model.weight"], model.weight.data)
    assert "optimizer.state.0.exp_avg" in found


def ours():
    return nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2))


def pytorchs():
    layers = torch.nn.Linear(4, 3), torch.nn.BatchNorm1d(3), torch.nn.ReLU(), torch.nn.Linear(3, 2)
    return torch.nn.Sequential(*layers).double()


def same_outputs(mine, other):
    x = np.random.default_rng(1).normal(size=(5, 4))
    mine.eval()
    other.eval()
    np.testing.assert_allclose(mine(Tensor(x)).data, other(torch.tensor(x)).detach().numpy(), rtol=1e-12)


def test_weights_go_to_pytorch(path):
    mine, other = ours(), pytorchs()
    mine(Tensor(np.random.default_rng(2).normal(size=(6, 4))))  # which moves the running statistics
    save(mine.state_dict(), path)
    missing, unexpected = other.load_state_dict(of_torch.load_file(path), strict=False)
    assert all(name.endswith("num_batches_tracked") for name in missing)
    assert unexpected == []
    same_outputs(mine, other)


def test_weights_come_from_pytorch(path):
    mine, other = ours(), pytorchs()
    other(torch.randn(6, 4, dtype=torch.double))
    of_torch.save_file(other.state_dict(), path)
    mine.load_state_dict(load(path))
    same_outputs(mine, other)


HOSTILE = {
    "an overlap": b'{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},'
    b'"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
    "a gap": b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
    "beyond the end": b'{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}',
    "a wrong size": b'{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,3]}}',
    "bytes too many": b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
    "no JSON": b"{nothing",
}


@pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE)
def test_both_refuse_the_same_files(path, header):
    with open(path, "wb") as file:
        file.write(len(header).to_bytes(8, "little") + header + bytes(3))
    with pytest.raises(Exception):  # noqa: B017, PT011 (an error of the library's own)
        theirs.load_file(path)
    with pytest.raises(ValueError, match="no safetensors file"):
        load(path)


def test_a_file_of_torch_save_is_named_as_one(tmp_path):
    for legacy in (False, True):
        torch.save({"w": torch.ones(2)}, tmp_path / "model.pt", _use_new_zipfile_serialization=not legacy)
        with pytest.raises(ValueError, match=r"(is a zip|is a pickle).*safetensors\.torch\.save_file"):
            load(tmp_path / "model.pt")
