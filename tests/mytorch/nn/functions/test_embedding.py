"""Embeddings and one-hot numbers: what is looked up, and where its gradient goes."""

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, nn
from mytorch.nn import functional as F
from mytorch.optim import SGD

W = np.random.default_rng(1).normal(size=(4, 3))
INDICES = {"a matrix": [[0, 2], [2, 3]], "a vector": [1, 1, 1], "a number": 2, "none": np.zeros((2, 0), int)}


@pytest.mark.parametrize("name", INDICES)
@pytest.mark.parametrize("wrap", [np.array, Tensor], ids=["array", "tensor"])
def test_it_looks_rows_up_and_adds_up_their_gradients(name, wrap):
    indices = np.array(INDICES[name])
    weight = Tensor(W, requires_grad=True)
    z = F.embedding(wrap(indices), weight)
    np.testing.assert_array_equal(z.data, W[indices])
    z.data[...] = 7.0  # which is the result's own
    np.testing.assert_array_equal(weight.data, W)
    z.backward()
    counts = np.bincount(indices.reshape(-1), minlength=4)
    np.testing.assert_array_equal(weight.grad.data, np.repeat(counts[:, None], 3, axis=1))
    assert gradcheck(lambda w: F.embedding(indices, w), Tensor(W, requires_grad=True), method="complex")


@pytest.mark.parametrize("padding", [2, -2])
def test_the_row_of_the_padding_gets_no_gradient_and_stays(padding):
    layer = nn.Embedding(4, 3, padding_idx=padding)
    assert layer.padding_idx == 2
    assert not layer.weight.data[2].any()
    before = layer.weight.data.copy()
    layer([[2, 1, 1]]).sum().backward()
    assert layer.weight.grad.data.tolist() == [[0] * 3, [2] * 3, [0] * 3, [0] * 3]
    SGD(layer.parameters(), lr=1.0).step()
    assert (layer.weight.data != before).any(axis=1).tolist() == [False, True, False, False]


def test_a_table_begins_with_standard_normal_numbers_of_the_global_generator():
    np.random.seed(3)  # noqa: NPY002 (the course's generator)
    first = nn.Embedding(500, 40)
    np.random.seed(3)  # noqa: NPY002
    expected = np.random.standard_normal((500, 40))  # noqa: NPY002
    np.testing.assert_array_equal(first.weight.data, expected)
    assert repr(first) == "Embedding(500, 40)"
    assert repr(nn.Embedding(3, 2, padding_idx=0)) == "Embedding(3, 2, padding_idx=0)"


def test_indices_changed_afterwards_change_no_gradient_and_float16_sums_beyond_2048():
    weight, indices = Tensor(np.zeros((3, 1), np.float16), requires_grad=True), np.zeros(3000, int)
    z = F.embedding(indices, weight)
    indices[...] = 2
    z.backward()
    assert (weight.grad.data.tolist(), weight.grad.dtype) == ([[3000], [0], [0]], np.float16)


def test_one_hot_has_a_single_1_at_each_index():
    z = F.one_hot([[0, 2], [1, 1]])
    assert (z.dtype, z.requires_grad) == (np.int64, False)
    np.testing.assert_array_equal(z.data, np.eye(3, dtype=int)[[[0, 2], [1, 1]]])
    assert F.one_hot(Tensor([1]), 4).data.tolist() == [[0, 1, 0, 0]]
    assert F.one_hot(np.zeros((2, 0), np.uint8), 3).shape == (2, 0, 3)


BAD = {
    "an index too large": (lambda: F.embedding([0, 4], W), IndexError, "indices from 0 to 3; got 4"),
    "one below 0": (lambda: nn.Embedding(4, 2)([-1]), IndexError, "indices from 0 to 3; got -1"),
    "floats": (lambda: F.embedding([0.0], W), TypeError, "whole numbers as indices"),
    "bools": (lambda: F.embedding(np.array([True]), W), TypeError, "whole numbers as indices"),
    "words": (lambda: F.embedding(["a"], W), TypeError, "whole numbers as indices"),
    "None": (lambda: F.embedding(None, W), TypeError, "whole numbers as indices; got None"),
    "a vector as table": (lambda: F.embedding([0], W[0]), ValueError, r"\(rows, features\); got \(3,\)"),
    "a padding of no row": (lambda: nn.Embedding(4, 2, 4), ValueError, "padding_idx from -4 to 3; got 4"),
    "a padding of words": (lambda: F.embedding([0], W, "0"), TypeError, "a whole number for padding_idx"),
    "no row": (lambda: nn.Embedding(0, 2), ValueError, "num_embeddings of 1 and up; got 0"),
    "half a feature": (lambda: nn.Embedding(2, 0.5), TypeError, "a whole number for embedding_dim"),
    "too many": (lambda: nn.Embedding(10**9, 10**9), ValueError, "fit into memory"),
    "a class too few": (
        lambda: F.one_hot([0, 3], 3),
        ValueError,
        "one_hot expects indices from 0 to 2; got 3",
    ),
    "a class below 0": (
        lambda: F.one_hot([0, -1]),
        ValueError,
        "one_hot expects indices from 0 to 0; got -1",
    ),
    "no number of classes": (lambda: F.one_hot([]), ValueError, "pass num_classes"),
    "classes below -1": (lambda: F.one_hot([0], -2), ValueError, "num_classes of -1 and up"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused_in_one_line(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
