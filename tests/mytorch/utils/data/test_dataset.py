"""Data sets: rows of tensors, parts of them, one after another."""

import copy
import pickle

import numpy as np
import pytest

from mytorch.tensor import Tensor
from mytorch.utils.data import (
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    Subset,
    TensorDataset,
    random_split,
)

X, Y = np.arange(12.0).reshape(6, 2), np.arange(6)


def test_a_sample_is_a_row_of_each_tensor():
    data = TensorDataset(Tensor(X), Y)
    assert len(data) == 6
    x, y = data[-1]
    assert isinstance(x, Tensor)
    assert (x.data.tolist(), y) == ([10.0, 11.0], 5)


BAD_TENSORS = {
    "nothing": ((), ValueError, "got none"),
    "a list": (([1, 2],), TypeError, "Tensors or arrays; got"),
    "one number": ((np.float64(1),), TypeError, "Tensors or arrays"),
    "no dims": ((np.array(1.0),), TypeError, "rows of numbers"),
    "text": ((np.array(["a"]),), TypeError, "rows of numbers"),
    "a masked array": ((np.ma.array([1.0]),), TypeError, "masked array"),
    "other lengths": ((X, Y[:3]), ValueError, "as many rows of each; got 6, 3"),
    "a leaf": ((Tensor(X, requires_grad=True),), TypeError, "detach"),
}


@pytest.mark.parametrize(("tensors", "error", "message"), BAD_TENSORS.values(), ids=BAD_TENSORS)
def test_what_are_no_rows_is_refused_in_one_line(tensors, error, message):
    with pytest.raises(error, match=rf"^[^\n]*{message}[^\n]*$"):
        TensorDataset(*tensors)


def test_a_subset_has_the_samples_at_its_indices():
    data = Subset(TensorDataset(X, Y), [4, 0, 4])
    assert len(data) == 3
    assert [int(data[i][1]) for i in range(3)] == [4, 0, 4]
    assert [y.data.tolist() for _, y in DataLoader(data, 2)] == [[4, 0], [4]]
    assert list(DataLoader(Subset("abcdef", [5, 1]), 2)) == [["f", "b"]]


def test_data_sets_come_one_after_another():
    data = TensorDataset(Y) + TensorDataset(Y[:0]) + TensorDataset(10 + Y[:2])
    assert isinstance(data, ConcatDataset)
    assert len(data) == 8
    assert [int(data[i][0]) for i in (0, 5, 6, 7, -1, -8)] == [0, 5, 10, 11, 11, 0]
    for outside in (8, -9):
        with pytest.raises(IndexError, match="has none"):
            data[outside]
    with pytest.raises(ValueError, match="got none"):
        ConcatDataset([])
    with pytest.raises(TypeError, match="with __len__"):
        ConcatDataset([iter([1])])


SPLITS = {
    "counts": ([3, 1, 2], [3, 1, 2]),
    "a count of 0": ([6, 0], [6, 0]),
    "shares": ([0.5, 0.5], [3, 3]),
    "shares with a rest": ([0.4, 0.4, 0.2], [3, 2, 1]),
    "all": ([1.0], [6]),
}


@pytest.mark.parametrize(("lengths", "sizes"), SPLITS.values(), ids=SPLITS)
@pytest.mark.parametrize("seed", [None, 3])
def test_a_split_puts_each_sample_into_one_part(lengths, sizes, seed):
    parts = random_split(Y, lengths, seed)
    assert [len(part) for part in parts] == sizes
    assert sorted(int(y) for part in parts for y in (part[i] for i in range(len(part)))) == list(range(6))


def test_a_split_is_drawn_from_its_seed_or_else_from_numpys_generator():
    def drawn(seed=None):
        return [part.indices for part in random_split(range(50), [25, 25], seed)]

    assert drawn(1) == drawn(1) != drawn(2)
    np.random.seed(5)  # noqa: NPY002
    first = drawn()
    assert first != drawn()
    np.random.seed(5)  # noqa: NPY002
    assert drawn() == first


BAD_LENGTHS = {
    "too many": ([3, 4], ValueError, "lengths for 7 samples; the data set has 6"),
    "shares above 1": ([0.5, 0.6], ValueError, "add up to 1"),
    "below 0": ([7, -1], ValueError, "lengths"),
    "no list": (6, TypeError, "a list of lengths"),
    "none": ([], TypeError, "a list of lengths"),
    "text": (["a"], TypeError, "lengths"),
}


@pytest.mark.parametrize(("lengths", "error", "message"), BAD_LENGTHS.values(), ids=BAD_LENGTHS)
def test_lengths_that_do_not_add_up_are_refused(lengths, error, message):
    with pytest.raises(error, match=message):
        random_split(Y, lengths)


def test_a_subclass_must_write_its_methods():
    with pytest.raises(NotImplementedError, match="Dataset has no __getitem__"):
        Dataset()[0]
    with pytest.raises(NotImplementedError, match="IterableDataset has no __iter__"):
        iter(IterableDataset())


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))], ids=["deep", "pickle"]
)
def test_parts_can_be_copied_and_pickled(copied):
    data = copied(Subset(TensorDataset(X, Y), [1, 2]))
    assert data[1][1] == 2
