"""DataLoader: its batches, their order, and going on where it was left."""

from typing import NamedTuple

import numpy as np
import pytest

import mytorch
from mytorch.tensor import Tensor
from mytorch.utils.data import DataLoader, Dataset, IterableDataset, Subset, TensorDataset, default_collate

X, Y = np.arange(14.0).reshape(7, 2), np.arange(7)


def numbers(loader):
    """The labels of each batch of an epoch."""
    return [batch[-1].data.tolist() for batch in loader]


class Squares(Dataset):
    """A user's own."""

    def __len__(self):
        return 7

    def __getitem__(self, index):
        return {"x": np.full(2, index, np.float32), "y": (index, index * index)}


class Stream(IterableDataset):
    def __iter__(self):
        return iter(range(7))


# ---- batches -----------------------------------------------------------------------------------------


def test_rows_come_in_batches_and_the_last_one_has_the_rest():
    loader = DataLoader(TensorDataset(X, Y), batch_size=3)
    batches = list(loader)
    assert [[type(part) for part in batch] for batch in batches] == [[Tensor, Tensor]] * 3
    assert [x.shape for x, _ in batches] == [(3, 2), (3, 2), (1, 2)]
    assert [y.dtype for _, y in batches] == [np.dtype(int)] * 3
    assert numbers(loader) == [[0, 1, 2], [3, 4, 5], [6]]
    assert len(loader) == 3


def test_a_last_batch_that_is_not_full_is_dropped_where_one_asks_for_it():
    for size, expected in ((3, [[0, 1, 2], [3, 4, 5]]), (7, [[*range(7)]]), (8, [])):
        loader = DataLoader(TensorDataset(Y), size, drop_last=True)
        assert numbers(loader) == expected
        assert len(loader) == len(expected)


def test_a_batch_is_a_copy_of_the_rows():
    rows = X.copy()
    (batch,) = next(iter(DataLoader(TensorDataset(rows), 7)))
    batch.data[...] = 9
    assert rows.tolist() == X.tolist()


@pytest.mark.parametrize("dtype", [">f8", ">i2", np.uint8, np.float16, bool])
def test_rows_of_any_dtype_of_numbers_are_taken(dtype):
    (batch,) = next(iter(DataLoader(TensorDataset(X.astype(dtype)), 7)))
    assert batch.dtype == np.dtype(dtype).newbyteorder("=")
    assert batch.data.tolist() == X.astype(dtype).tolist()
    (batch * batch).sum()


def test_a_data_set_of_a_users_own_is_collated():
    batch = next(iter(DataLoader(Squares(), batch_size=3)))
    assert batch["x"].data.tolist() == [[0, 0], [1, 1], [2, 2]]
    assert batch["x"].dtype == np.float32
    assert [y.data.tolist() for y in batch["y"]] == [[0, 1, 2], [0, 1, 4]]


def test_a_collate_fn_gets_the_samples():
    loader = DataLoader(TensorDataset(Y), 3, collate_fn=lambda samples: [int(y) for (y,) in samples])
    assert list(loader) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(DataLoader(Stream(), 4, collate_fn=sum)) == [6, 15]


def test_an_array_or_a_list_is_a_data_set_of_its_elements():
    assert [batch.data.tolist() for batch in DataLoader(X, 4)] == [X[:4].tolist(), X[4:].tolist()]
    assert [batch.data.tolist() for batch in DataLoader([1.5, 2.5], 2)] == [[1.5, 2.5]]


def test_a_stream_comes_in_batches():
    assert [batch.data.tolist() for batch in DataLoader(Stream(), 3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert len(list(DataLoader(Stream(), 3, drop_last=True))) == 2
    with pytest.raises(TypeError, match="no length"):
        len(DataLoader(Stream()))


class Pair(NamedTuple):
    a: float
    b: str


COLLATED = {
    "floats": ([1.0, 2.0], [1.0, 2.0]),
    "integers": ([1, 2], [1, 2]),
    "bools": ([True, False], [True, False]),
    "scalars of NumPy": ([np.float32(1), np.float32(2)], [1.0, 2.0]),
    "0-d tensors": ([Tensor(1.0), Tensor(2.0)], [1.0, 2.0]),
    "arrays": ([np.ones(2), np.zeros(2)], [[1, 1], [0, 0]]),
}


@pytest.mark.parametrize(("batch", "expected"), COLLATED.values(), ids=COLLATED)
def test_numbers_and_arrays_become_one_tensor(batch, expected):
    found = default_collate(batch)
    assert isinstance(found, Tensor)
    assert found.data.tolist() == expected
    assert found.dtype == np.asarray(getattr(batch[0], "array", batch[0])).dtype


def test_python_floats_get_the_default_dtype():
    mytorch.set_default_dtype("float32")
    assert default_collate([1.0, 2.0]).dtype == np.float32


def test_containers_are_collated_part_by_part():
    assert default_collate(["a", "b"]) == ["a", "b"]
    pair = default_collate([Pair(1.0, "x"), Pair(2.0, "y")])
    assert isinstance(pair, Pair)
    assert (pair.a.data.tolist(), pair.b) == ([1.0, 2.0], ["x", "y"])


UNCOLLATED = {
    "no samples": ([], ValueError, "no samples"),
    "an object": ([object()], TypeError, "collate_fn"),
    "None": ([None], TypeError, "collate_fn"),
    "shapes": ([np.ones(2), np.ones(3)], ValueError, r"differ in shape: \(2,\) and \(3,\)"),
    "lengths": ([(1, 2), (1,)], ValueError, "different lengths"),
    "keys": ([{"a": 1}, {"b": 1}], ValueError, "different keys"),
    "a leaf": ([Tensor(1.0, requires_grad=True)], TypeError, "detach"),
}


@pytest.mark.parametrize(("batch", "error", "message"), UNCOLLATED.values(), ids=UNCOLLATED)
def test_samples_that_make_no_batch_are_refused_in_one_line(batch, error, message):
    with pytest.raises(error, match=rf"^[^\n]*{message}[^\n]*$"):
        default_collate(batch)


# ---- order -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 4])
def test_every_epoch_has_a_new_order_with_each_sample_once(seed):
    loader = DataLoader(TensorDataset(np.arange(100)), 30, shuffle=True, seed=seed)
    first, second = (sum(numbers(loader), []) for _ in range(2))
    assert sorted(first) == sorted(second) == list(range(100))
    assert first != second
    assert first != sorted(first)


def test_without_a_seed_the_order_is_np_random_shuffles():
    loader = DataLoader(TensorDataset(Y), 7, shuffle=True)
    found = [numbers(loader)[0] for _ in range(2)]
    np.random.seed(0)  # noqa: NPY002 (as the fixture did)
    for order in found:
        expected = np.arange(7)
        np.random.shuffle(expected)  # noqa: NPY002
        assert order == expected.tolist()


def test_with_a_seed_the_order_depends_on_it_and_the_epoch_alone():
    def epochs(seed):
        loader = DataLoader(TensorDataset(np.arange(50)), 50, shuffle=True, seed=seed)
        return [numbers(loader) for _ in range(3)]

    state = np.random.get_state()[1].tolist()  # noqa: NPY002
    first = epochs(1)
    assert np.random.get_state()[1].tolist() == state  # noqa: NPY002
    assert first == epochs(1) != epochs(2)


def test_a_sampler_gives_the_order_and_a_batch_sampler_the_batches():
    assert numbers(DataLoader(TensorDataset(Y), 2, sampler=[6, 0, 0])) == [[6, 0], [0]]
    loader = DataLoader(TensorDataset(Y), batch_sampler=[[6], np.array([0, -1, 2])])
    assert numbers(loader) == [[6], [0, 6, 2]]
    assert len(loader) == 2
    assert numbers(DataLoader(TensorDataset(Y), batch_sampler=iter([[1], [2]]))) == [[1], [2]]


# ---- going on ----------------------------------------------------------------------------------------


def loaders():
    data = TensorDataset(X, Y)
    return {
        "in order": lambda: DataLoader(data, 2),
        "shuffled by a seed": lambda: DataLoader(data, 2, shuffle=True, seed=3),
        "shuffled": lambda: DataLoader(data, 2, shuffle=True),
        "drop_last": lambda: DataLoader(data, 2, shuffle=True, seed=1, drop_last=True),
        "batch_sampler": lambda: DataLoader(data, batch_sampler=[[6], [0, 1, 2], [3], [4, 5]]),
        "a subset": lambda: DataLoader(Subset(data, [5, 3, 1]), 1, shuffle=True, seed=3),
        "a stream": lambda: DataLoader(Stream(), 2, collate_fn=lambda samples: [Tensor(samples)]),
    }


@pytest.mark.parametrize("make", loaders().values(), ids=loaders())
@pytest.mark.parametrize("taken", [0, 1, 2])
def test_a_resumed_loader_gives_exactly_the_batches_that_were_left(make, taken):
    first, second = make(), make()
    numbers(first)
    epoch = iter(first)
    for _ in range(taken):
        next(epoch)
    state = first.state_dict()
    generator = np.random.get_state()  # noqa: NPY002
    left = [batch[-1].data.tolist() for batch in epoch]
    later = numbers(first)
    np.random.set_state(generator)  # noqa: NPY002
    second.load_state_dict(state)
    assert numbers(second) == left
    assert numbers(second) == later


@pytest.mark.parametrize("make", loaders().values(), ids=loaders())
def test_a_state_from_before_the_first_or_after_the_last_batch_begins_an_epoch(make):
    first, second = make(), make()
    second.load_state_dict(first.state_dict())
    generator = np.random.get_state()  # noqa: NPY002
    epoch = numbers(first)
    np.random.set_state(generator)  # noqa: NPY002
    assert numbers(second) == epoch
    if len(epoch) and not isinstance(first.dataset, IterableDataset):
        third = make()
        third.load_state_dict(first.state_dict())
        generator = np.random.get_state()  # noqa: NPY002
        after = numbers(first)
        np.random.set_state(generator)  # noqa: NPY002
        assert numbers(third) == after


def test_a_loop_that_was_left_begins_anew_and_does_not_disturb_the_next():
    loader = DataLoader(TensorDataset(Y), 2)
    left = iter(loader)
    next(left)
    assert numbers(loader) == [[0, 1], [2, 3], [4, 5], [6]]
    other = iter(loader)
    next(other)
    next(left)
    assert loader.state_dict()["position"] == 1


def test_a_state_can_be_saved_to_a_file(tmp_path):
    loader = DataLoader(TensorDataset(Y), 2, shuffle=True)
    epoch = iter(loader)
    next(epoch)
    mytorch.save(loader.state_dict(), tmp_path / "loader.safetensors")
    left = [batch[-1].data.tolist() for batch in epoch]
    other = DataLoader(TensorDataset(Y), 2, shuffle=True)
    other.load_state_dict(mytorch.load(tmp_path / "loader.safetensors"))
    assert numbers(other) == left


HOSTILE = {
    "None": lambda s: None,
    "nothing": lambda s: {},
    "a position beyond": lambda s: s | {"position": 9},
    "a position below 0": lambda s: s | {"position": -1},
    "a position of text": lambda s: s | {"position": "1"},
    "sizes that do not fit": lambda s: s | {"sizes": [1, 1]},
    "sizes below 0": lambda s: s | {"sizes": [8, -1]},
    "an index beyond": lambda s: s | {"order": [0, 1, 2, 3, 4, 5, 7]},
    "an order of floats": lambda s: s | {"order": np.arange(7.0)},
    "an order that is none": lambda s: s | {"order": 3},
}


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE)
def test_a_state_that_does_not_fit_is_one_line_and_changes_nothing(spoil):
    loader = DataLoader(TensorDataset(Y), 3, shuffle=True)
    epoch = iter(loader)
    next(epoch)
    before = repr(loader.state_dict())
    with pytest.raises((TypeError, ValueError), match=r"^DataLoader [^\n]*$"):
        loader.load_state_dict(spoil(loader.state_dict()))
    assert repr(loader.state_dict()) == before
    next(epoch)


REFUSED = {
    "no data set": ((3,), {}, "with __len__"),
    "a generator": (((i for i in range(3)),), {}, "with __len__"),
    "a size of 0": ((Y, 0), {}, "batch_size of 1 and up"),
    "a size of text": ((Y, "3"), {}, "batch_size"),
    "shuffle of text": ((Y, 3, "yes"), {}, "shuffle"),
    "workers": ((Y,), {"num_workers": 2}, "in this process; got num_workers=2"),
    "a seed below 0": ((Y,), {"seed": -1}, "seed"),
    "a seed of text": ((Y,), {"seed": "1"}, "seed"),
    "sampler and shuffle": ((Y,), {"sampler": [1], "shuffle": True}, "without shuffle"),
    "batch_sampler and a size": ((Y, 2), {"batch_sampler": [[1]]}, "without batch_size"),
    "a shuffled stream": ((Stream(),), {"shuffle": True}, "its own order"),
}


@pytest.mark.parametrize(("args", "options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_loader_is_refused_in_one_line(args, options, message):
    with pytest.raises((TypeError, ValueError), match=rf"^[^\n]*{message}[^\n]*$"):
        DataLoader(*args, **options)


@pytest.mark.parametrize("batch", [[1.5], ["a"], 3, [[1, 2]]], ids=str)
def test_indices_that_are_none_are_refused(batch):
    with pytest.raises(TypeError, match="whole numbers as indices"):
        list(DataLoader(TensorDataset(Y), batch_sampler=[batch]))
