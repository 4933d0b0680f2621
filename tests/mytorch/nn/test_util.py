"""Packed sequences: the rows of each time step together, the longest sequence first."""

import numpy as np
import pytest

from mytorch import Tensor, gradcheck, tensor
from mytorch.nn.util import PackedSequence, pack_sequence, split_rows, unpack_sequence

A, B, C = np.array([[1.0], [2], [3]]), np.array([[4.0]]), np.array([[5.0], [6]])


def sequences(*lengths, features=2):
    rng = np.random.default_rng(0)
    return [Tensor(rng.normal(size=(n, features)), requires_grad=True) for n in lengths]


def test_rows_of_one_time_step_stand_together_and_the_longest_sequence_comes_first():
    data, sorted_indices, batch_sizes = pack_sequence([Tensor(x) for x in (A, B, C)])
    assert data.data.tolist() == [[1], [5], [4], [2], [6], [3]]
    assert sorted_indices.tolist() == [0, 2, 1]
    assert batch_sizes.tolist() == [3, 2, 1]


def test_the_course_s_cat_joins_along_a_dim():
    a, b = sequences(2, 3)
    assert tensor.cat([a, b]).shape == (5, 2)
    assert tensor.cat([a, a, a], dim=1).shape == (2, 6)
    assert gradcheck(lambda a, b: tensor.cat([a, b], dim=0) ** 2, [a, b])


def test_equally_long_sequences_keep_their_order():
    assert pack_sequence([B, A, B + 1, A + 1]).sorted_indices.tolist() == [1, 3, 0, 2]


@pytest.mark.parametrize("lengths", [(1,), (4,), (1, 1), (3, 1, 2), (1, 2, 3), (5, 5, 2, 7)])
def test_what_was_packed_comes_back_in_the_order_of_the_list(lengths):
    given = sequences(*lengths)
    back = unpack_sequence(pack_sequence(given))
    assert [x.data.tolist() for x in back] == [x.data.tolist() for x in given]


def test_unsorted_indices_undo_the_sorting():
    packed = pack_sequence([B, A, C])
    assert packed.sorted_indices[packed.unsorted_indices].tolist() == [0, 1, 2]


def test_sequences_of_integers_and_of_vectors_are_packed_as_they_are():
    packed = pack_sequence([np.array([7]), np.array([8, 9])])
    assert (packed.data.data.tolist(), packed.data.dtype) == ([8, 7, 9], np.int64)


def test_gradients_flow_back_to_each_sequence():
    assert gradcheck(lambda *xs: pack_sequence(xs).data ** 2, sequences(3, 1, 2))


def test_gradients_flow_back_through_unpacking():
    def weighed(*xs):
        back = unpack_sequence(pack_sequence(xs))
        return sum((i + 1) * (x * x).sum() for i, x in enumerate(back))

    assert gradcheck(weighed, sequences(3, 1, 2))


@pytest.mark.parametrize("sizes", [[4], [1, 3], [2, 0, 1, 1], [1, 1, 1, 1], [0, 4]])
def test_rows_are_split_at_the_sums_of_the_sizes(sizes):
    x = np.arange(8.0).reshape(4, 2)
    parts = split_rows(Tensor(x), sizes)
    expected = np.split(x, np.cumsum(sizes)[:-1])
    assert [part.data.tolist() for part in parts] == [part.tolist() for part in expected]


def test_the_parts_of_a_packed_sequence_are_shown():
    packed = pack_sequence([np.ones((2, 1)), np.ones((1, 1))])
    assert repr(packed).startswith("PackedSequence(data=")
    assert repr(packed).endswith("sorted_indices=[0, 1], batch_sizes=[2, 1])")


TENSOR = Tensor(np.ones((3, 2)))
REFUSED = {
    "one tensor": (lambda: pack_sequence(TENSOR), TypeError, "expects a list of Tensors"),
    "one array": (lambda: pack_sequence(np.ones((3, 2))), TypeError, "expects a list of Tensors"),
    "a generator": (lambda: pack_sequence(x for x in [A]), TypeError, "expects a list of Tensors"),
    "no sequence": (lambda: pack_sequence([]), ValueError, "one sequence or more"),
    "a sequence without a time step": (lambda: pack_sequence([A, A[:0]]), ValueError, "T of 1 and up"),
    "a number": (lambda: pack_sequence([1.0]), ValueError, r"of shapes \(T, …\)"),
    "other features": (lambda: pack_sequence([A, np.ones((2, 2))]), ValueError, "the same … for all"),
    "names": (lambda: pack_sequence(["ann"]), TypeError, "a tensor holds numbers"),
    "no PackedSequence": (lambda: unpack_sequence([TENSOR]), TypeError, "expects a PackedSequence"),
    "an array as data": (lambda: PackedSequence(np.ones(3), [0], [1]), TypeError, "data as a Tensor"),
    "a number as data": (lambda: PackedSequence(Tensor(1.0), [0], [1]), TypeError, "data as a Tensor"),
    "sizes that grow": (lambda: PackedSequence(TENSOR, [0, 1], [1, 2]), ValueError, "never grow"),
    "a size of 0": (lambda: PackedSequence(TENSOR, [0, 1, 2], [3, 0]), ValueError, "1 and up"),
    "no sizes": (lambda: PackedSequence(TENSOR, [0], np.array([], int)), ValueError, "1 and up"),
    "sizes of another sum": (lambda: PackedSequence(TENSOR, [0, 1], [2]), ValueError, "add up to, 2; got 3"),
    "an index twice": (lambda: PackedSequence(TENSOR, [0, 0], [2, 1]), ValueError, "from 0 to 1 once"),
    "an index too few": (lambda: PackedSequence(TENSOR, [0], [2, 1]), ValueError, "from 0 to 1 once"),
    "indices of floats": (lambda: PackedSequence(TENSOR, [0.0, 1.0], [2, 1]), TypeError, "array of integers"),
}


@pytest.mark.parametrize(("call", "error", "match"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_packed_is_refused_in_one_line(call, error, match):
    with pytest.raises(error, match=match) as caught:
        call()
    assert "\n" not in str(caught.value)
