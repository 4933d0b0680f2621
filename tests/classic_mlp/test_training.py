"""Tests of get_training_stats: its averages, the mode and the order of calls, and data that
must not change.
"""

import copy

import numpy as np
import pytest

from classic_mlp.activation import Identity, Sigmoid
from classic_mlp.loss import SoftmaxCrossEntropy
from classic_mlp.mlp import MLP
from classic_mlp.training import TrainingStats, get_training_stats


def examples(rng, size):
    """Rows numbered in their first column, with a label that can be told from the row."""
    x = rng.normal(size=(size, 3))
    x[:, 0] = np.arange(size)
    return x, np.eye(4)[np.arange(size) % 4]


@pytest.fixture
def dset(rng):
    return examples(rng, 10), examples(rng, 7), None


class Recorder:
    """A network that learns nothing and writes down what it is asked. Each row's loss is its number;
    an odd row is an error. It checks that labels come with their own rows."""

    def __init__(self):
        self.calls, self.batches, self.x = [], [], None

    def forward(self, x):
        self.calls.append("forward")
        self.x = x
        self.batches.append(x[:, 0].astype(int).tolist())

    def _rows(self, labels):
        rows = self.x[:, 0].astype(int)
        np.testing.assert_array_equal(labels.argmax(axis=1), rows % 4)
        return rows

    def total_loss(self, labels):
        return self._rows(labels).sum()

    def error(self, labels):
        return (self._rows(labels) % 2).sum()

    def backward(self, labels):
        self._rows(labels)
        self.calls.append("backward")

    def step(self):
        self.calls.append("step")

    def zero_grads(self):
        self.calls.append("zero_grads")

    def train(self):
        self.calls.append("train")

    def eval(self):
        self.calls.append("eval")


def network(rng, dtype=np.float64, num_bn_layers=1, lr=0.05):
    return MLP(
        3,
        4,
        [6],
        [Sigmoid(), Identity()],
        lambda n_in, n_out: rng.normal(size=(n_in, n_out)).astype(dtype),
        lambda n_out: np.zeros((1, n_out), dtype),
        SoftmaxCrossEntropy(),
        lr,
        momentum=0.9,
        num_bn_layers=num_bn_layers,
    )


@pytest.fixture(autouse=True)
def _seeded():
    np.random.seed(0)  # noqa: NPY002


def test_four_arrays_of_one_figure_an_epoch(dset):
    stats = get_training_stats(Recorder(), dset, 3, 4)
    assert isinstance(stats, tuple)
    assert len(stats) == 4
    assert stats._fields == ("training_losses", "training_errors", "validation_losses", "validation_errors")
    for figures in stats:
        assert isinstance(figures, np.ndarray)
        assert figures.shape == (3,)
        assert figures.dtype == np.float64


@pytest.mark.parametrize("batch_size", [1, 3, 4, 10, 99])
def test_figures_are_averages_over_examples_whatever_the_last_batch(dset, batch_size):
    stats = get_training_stats(Recorder(), dset, 2, batch_size)
    np.testing.assert_allclose(stats.training_losses, [4.5, 4.5], rtol=1e-15)
    np.testing.assert_allclose(stats.training_errors, [0.5, 0.5], rtol=1e-15)
    np.testing.assert_allclose(stats.validation_losses, [3, 3], rtol=1e-15)
    np.testing.assert_allclose(stats.validation_errors, [3 / 7, 3 / 7], rtol=1e-15)


def test_the_calls_are_in_the_handouts_order(dset):
    recorder = Recorder()
    get_training_stats(recorder, dset, 2, 5)
    learn = ["forward", "backward", "step", "zero_grads"]
    epoch = ["train", *learn, *learn, "eval", "forward", "forward"]
    assert recorder.calls == ["zero_grads", *epoch, *epoch]


def test_every_row_is_seen_once_an_epoch_the_short_last_batch_included(dset):
    recorder = Recorder()
    get_training_stats(recorder, dset, 2, 4)
    sizes = [len(rows) for rows in recorder.batches]
    assert sizes == [4, 4, 2, 4, 3] * 2
    for epoch in (recorder.batches[:5], recorder.batches[5:]):
        assert sorted(sum(epoch[:3], [])) == list(range(10))
        assert sum(epoch[3:], []) == list(range(7))


def test_each_epoch_has_an_order_of_its_own_from_numpys_global_generator(dset):
    recorder = Recorder()
    get_training_stats(recorder, dset, 3, 10)
    seen = recorder.batches[::2]
    np.random.seed(0)  # noqa: NPY002
    order = np.arange(10)
    for rows in seen:
        np.random.shuffle(order)  # noqa: NPY002
        assert rows == order.tolist()
    assert seen[0] != seen[1] != seen[2] != list(range(10))


def test_the_generator_is_neither_reseeded_nor_used_for_anything_else(dset):
    get_training_stats(Recorder(), dset, 2, 3)
    after = np.random.random()  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    for _ in range(2):
        np.random.shuffle(np.arange(10))  # noqa: NPY002
    assert after == np.random.random()  # noqa: NPY002


def test_the_callers_arrays_stay_as_they_were_even_if_read_only(rng, dset):
    before = copy.deepcopy(dset)
    for x, labels in dset[:2]:
        x.flags.writeable = labels.flags.writeable = False
    get_training_stats(network(rng), dset, 2, 3)
    for (x, labels), (x_before, labels_before) in zip(dset[:2], before[:2], strict=True):
        np.testing.assert_array_equal(x, x_before)
        np.testing.assert_array_equal(labels, labels_before)


class Examples:
    """A data set that counts the rows it is asked for at a time."""

    def __init__(self, array):
        self.array, self.most = array, 0

    def __len__(self):
        return len(self.array)

    def __getitem__(self, rows):
        batch = self.array[rows]
        self.most = max(self.most, len(batch))
        return batch


def test_the_data_set_is_read_a_batch_at_a_time(dset):
    watched = [tuple(Examples(array) for array in pair) for pair in dset[:2]]
    get_training_stats(Recorder(), (*watched, None), 2, 3)
    assert [array.most for pair in watched for array in pair] == [3, 3, 3, 3]


def test_it_does_what_the_handout_says_step_by_step(rng, dset):
    mlp = network(rng)
    twin = copy.deepcopy(mlp)
    stats = get_training_stats(mlp, dset, 3, 4)

    np.random.seed(0)  # noqa: NPY002
    (x, y), (val_x, val_y), _ = dset
    order = np.arange(10)
    for epoch in range(3):
        np.random.shuffle(order)  # noqa: NPY002
        losses, errors = [], []
        twin.train_mode = True
        for rows in (order[:4], order[4:8], order[8:]):
            out = twin(x[rows])
            p = np.exp(out) / np.exp(out).sum(axis=1, keepdims=True)
            losses += list(-np.log((p * y[rows]).sum(axis=1)))
            errors += list(out.argmax(axis=1) != y[rows].argmax(axis=1))
            twin.backward(y[rows])
            twin.step()
        np.testing.assert_allclose(stats.training_losses[epoch], np.mean(losses), rtol=1e-12)
        np.testing.assert_allclose(stats.training_errors[epoch], np.mean(errors), rtol=1e-12)
        twin.train_mode = False
        out = twin(val_x)
        p = np.exp(out) / np.exp(out).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(
            stats.validation_losses[epoch], -np.log((p * val_y).sum(axis=1)).mean(), rtol=1e-12
        )
        np.testing.assert_allclose(
            stats.validation_errors[epoch], (out.argmax(1) != val_y.argmax(1)).mean(), rtol=1e-12
        )
    np.testing.assert_array_equal(mlp.linear_layers[0].W, twin.linear_layers[0].W)


def test_what_the_validation_set_holds_does_not_touch_the_training(dset):
    other = dset[0], (100 + dset[1][0], dset[1][1]), None
    results = []
    for data in (dset, other):
        np.random.seed(0)  # noqa: NPY002
        mlp = network(np.random.default_rng(1))
        stats = get_training_stats(mlp, data, 3, 4)
        results.append(
            [*stats[:2], mlp.linear_layers[0].W, mlp.bn_layers[0].running_mean, mlp.bn_layers[0].running_var]
        )
    for one, other in zip(*results, strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_leaves_the_network_in_eval_mode_with_zero_gradients(rng, dset):
    mlp = network(rng)
    get_training_stats(mlp, dset, 2, 5)
    assert mlp.train_mode is False
    assert not mlp.linear_layers[0].dW.any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_last_batch_of_one_row_through_batch_norm_never_stops_it(dtype, rng):
    dset = tuple(tuple(a.astype(dtype) for a in examples(rng, size)) for size in (9, 5))
    mlp = network(rng, dtype)
    stats = get_training_stats(mlp, (*dset, None), 3, 4)
    assert all(np.isfinite(figures).all() for figures in stats)
    assert mlp.linear_layers[0].W.dtype == dtype


def test_a_set_of_one_image_will_do(rng):
    one = examples(rng, 1)
    stats = get_training_stats(network(rng), (one, one, None), 2, 100)
    assert all(np.isfinite(figures).all() for figures in stats)


def test_the_test_set_is_not_looked_at(dset):
    class Untouchable:
        def __getattr__(self, name):
            raise AssertionError(name)

        __iter__ = __len__ = __getitem__ = None

    get_training_stats(Recorder(), (*dset[:2], Untouchable()), 1, 5)


def test_no_epochs_give_no_figures(dset):
    assert all(figures.shape == (0,) for figures in get_training_stats(Recorder(), dset, 0, 5))


def test_the_hook_hears_each_epoch_and_its_figures_so_far(dset, rng):
    heard = []
    stats = get_training_stats(
        network(rng), dset, 3, 4, on_epoch=lambda epoch, stats: heard.append((epoch, stats))
    )
    assert [epoch for epoch, _ in heard] == [1, 2, 3]
    for epoch, so_far in heard:
        assert isinstance(so_far, TrainingStats)
        for figures, final in zip(so_far, stats, strict=True):
            np.testing.assert_array_equal(figures, final[:epoch])


def test_a_hook_that_scribbles_on_its_figures_spoils_nothing(dset):
    def scribble(epoch, stats):
        stats.training_losses[:] = -1

    stats = get_training_stats(Recorder(), dset, 2, 4, on_epoch=scribble)
    np.testing.assert_allclose(stats.training_losses, [4.5, 4.5], rtol=1e-15)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_training_loss_that_is_not_finite_names_epoch_and_batch_and_takes_no_step(dset, bad):
    recorder = Recorder()
    recorder.total_loss = lambda labels: bad if len(recorder.batches) == 7 else 1.0
    with pytest.raises(FloatingPointError, match=rf"loss is {bad} in training, epoch 2, batch 2 of 3"):
        get_training_stats(recorder, dset, 5, 4)
    assert recorder.calls[-1] == "forward"


def test_a_validation_loss_that_is_not_finite_names_epoch_and_batch(rng, dset):
    dset[1][0][5] = np.nan
    with pytest.raises(FloatingPointError, match=r"loss is nan in validation, epoch 1, batch 2 of 2"):
        get_training_stats(network(rng), dset, 5, 4)


BAD_SETS = [
    ("an empty training set", (0, 0), (5, 5), r"training set.*got 0 images and 0 labels"),
    ("an empty validation set", (5, 5), (0, 0), r"validation set.*got 0 images and 0 labels"),
    ("labels missing", (5, 4), (5, 5), r"training set.*got 5 images and 4 labels"),
    ("labels left over", (5, 5), (5, 6), r"validation set.*got 5 images and 6 labels"),
]


@pytest.mark.parametrize(("train", "val", "message"), [b[1:] for b in BAD_SETS], ids=[b[0] for b in BAD_SETS])
def test_a_set_without_a_label_for_each_image_is_refused_before_the_first_epoch(train, val, message):
    recorder = Recorder()
    dset = [(np.zeros((images, 3)), np.zeros((labels, 4))) for images, labels in (train, val)]
    with pytest.raises(ValueError, match=message):
        get_training_stats(recorder, (*dset, None), 1, 2)
    assert recorder.calls == []


@pytest.mark.parametrize("batch_size", [0, -3])
def test_a_batch_size_below_1_is_refused(dset, batch_size):
    with pytest.raises(ValueError, match=f"batch_size of at least 1; got {batch_size}"):
        get_training_stats(Recorder(), dset, 1, batch_size)


NETWORK_METHODS = ["forward", "backward", "zero_grads", "step", "error", "total_loss", "train", "eval"]


def other(dset, place, part, value):
    """The data set with one array of one set replaced; part 0 is x, 1 the labels."""
    sets = [list(pair) for pair in dset[:2]]
    sets[place][part] = value
    return (*map(tuple, sets), None)


HOSTILE = {  # name: the arguments that are other than they should be, the error, its words
    "no epochs but 1.5": (lambda d: {"nepochs": 1.5}, TypeError, "nepochs as a whole number; got 1.5"),
    "nepochs None": (lambda d: {"nepochs": None}, TypeError, "nepochs as a whole number; got None"),
    "nepochs True": (lambda d: {"nepochs": True}, TypeError, "nepochs as a whole number; got True"),
    "nepochs -1": (lambda d: {"nepochs": -1}, ValueError, "nepochs of at least 0; got -1"),
    "batch_size 2.0": (lambda d: {"batch_size": 2.0}, TypeError, "batch_size as a whole number; got 2.0"),
    "batch_size as text": (lambda d: {"batch_size": "5"}, TypeError, "got a value of type str"),
    "on_epoch a number": (lambda d: {"on_epoch": 5}, TypeError, "on_epoch as a function; got 5"),
    "no network": (lambda d: {"mlp": None}, TypeError, "mlp as a network, as MLP.*; got None"),
    "a network's class": (lambda d: {"mlp": MLP}, TypeError, "mlp as a network, as MLP.*; got the class MLP"),
    "no data": (lambda d: {"dset": None}, TypeError, r"dset as \(training, validation, test set\); got None"),
    "an array for the sets": (lambda d: {"dset": np.ones((3, 2))}, TypeError, "got an array of float64"),
    "one set": (lambda d: {"dset": d[:1]}, TypeError, "got 1 of them"),
    "a set of None": (
        lambda d: {"dset": (None, d[1], None)},
        TypeError,
        r"training set as \(x, labels\); got None",
    ),
    "a set of three": (
        lambda d: {"dset": (d[0], (*d[1], 1), None)},
        TypeError,
        r"validation set as \(x, labels\)",
    ),
    "x None": (lambda d: {"dset": other(d, 0, 0, None)}, TypeError, "x of the training set .* got None"),
    "x as text": (lambda d: {"dset": other(d, 0, 0, "0123456789")}, TypeError, "x of the training set"),
    "x of objects": (
        lambda d: {"dset": other(d, 1, 0, d[1][0].astype(object))},
        TypeError,
        "array of object",
    ),
    "masked x": (
        lambda d: {"dset": other(d, 1, 0, np.ma.masked_array(d[1][0]))},
        TypeError,
        "a masked array",
    ),
    "x of no dimension": (lambda d: {"dset": other(d, 0, 0, np.array(1.0))}, TypeError, "an array of rows"),
    "labels None": (lambda d: {"dset": other(d, 1, 1, None)}, TypeError, "labels of the validation set"),
    "class numbers": (
        lambda d: {"dset": other(d, 0, 1, np.arange(10))},
        ValueError,
        r"np\.eye\(C\)\[labels\]",
    ),
    "other images to validate": (
        lambda d: {"dset": other(d, 1, 0, d[1][0][:, :2])},
        ValueError,
        r"images of one shape .* got \(3,\) .* \(2,\)",
    ),
    "other classes to validate": (
        lambda d: {"dset": other(d, 1, 1, d[1][1][:, :2])},
        ValueError,
        r"labels of one shape .* got \(4,\) .* \(2,\)",
    ),
}


@pytest.mark.parametrize(("change", "kind", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_an_argument_that_cannot_be_is_refused_before_anything_is_done(change, kind, words, dset):
    recorder, state = Recorder(), np.random.get_state()[1].copy()  # noqa: NPY002
    given = {"mlp": recorder, "dset": dset, "nepochs": 2, "batch_size": 4} | change(dset)
    with pytest.raises(kind, match=words) as caught:
        get_training_stats(**given)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("get_training_stats expects ")
    assert recorder.calls == []
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@pytest.mark.parametrize("missing", NETWORK_METHODS)
def test_a_network_that_lacks_a_method_is_refused(missing, dset):
    recorder = Recorder()
    setattr(recorder, missing, None)
    with pytest.raises(TypeError, match="mlp as a network"):
        get_training_stats(recorder, dset, 1, 4)


AS_GIVEN = {
    "lists": lambda a: a.tolist(),
    "tuples of rows": lambda a: tuple(map(tuple, a)),
    "Fortran's order": np.asfortranarray,
    "read-only": lambda a: np.broadcast_to(a, a.shape),
    "a matrix": lambda a: a.view(np.matrix),
    "a view": lambda a: np.repeat(a, 2, axis=0)[::2],
}


@pytest.mark.parametrize("kind", AS_GIVEN)
def test_a_data_set_of_any_kind_gives_the_same_and_stays_as_it_was(kind, dset):
    given = [[AS_GIVEN[kind](array) for array in pair] for pair in dset[:2]]
    before, stats = copy.deepcopy(given), []
    for sets in (dset, given):
        np.random.seed(0)  # noqa: NPY002
        stats.append(get_training_stats(network(np.random.default_rng(1)), sets, 2, 4))
    for one, another in zip(*stats, strict=True):
        np.testing.assert_allclose(one, another, rtol=1e-12)
    for pair, pair_before in zip(given, before, strict=True):
        for array, array_before in zip(pair, pair_before, strict=True):
            np.testing.assert_array_equal(array, array_before)


def test_bytes_of_images_are_not_wrapped_around(rng):
    x, labels = rng.integers(0, 256, (10, 3)).astype(np.uint8), np.eye(4)[np.arange(10) % 4]
    stats = []
    for images in (x, x.astype(float)):
        np.random.seed(0)  # noqa: NPY002
        pair = images, labels
        stats.append(get_training_stats(network(np.random.default_rng(1)), (pair, pair), 2, 4))
    for one, another in zip(*stats, strict=True):
        np.testing.assert_array_equal(one, another)
