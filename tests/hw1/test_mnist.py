"""Training and validating, on data where every step can be followed."""

import numpy as np
import pytest

from hw1 import mnist
from hw1.mnist import BATCH_SIZE, build_model, train, validate
from mytorch.nn import BatchNorm1d, CrossEntropyLoss, Linear, Module, ReLU, Sequential
from mytorch.optim import SGD, Optimizer
from mytorch.tensor import Tensor


class Reader(Module):
    """A model that notes what it is shown, and answers each image with its own first ten pixels."""

    def __init__(self):
        super().__init__()
        self.scale = Tensor(1.0, requires_grad=True, is_parameter=True)
        self.shown = []

    def forward(self, x):
        self.shown.append((self.is_train, x))
        return x[:, :10] * self.scale


def one_hot_images(labels):
    """Images whose first ten pixels are the label, one-hot, and whose last one is their number."""
    images = np.zeros((len(labels), 784))
    images[np.arange(len(labels)), labels] = 1
    images[:, -1] = np.arange(len(labels))
    return images


@pytest.fixture(autouse=True)
def _seed():
    np.random.seed(0)  # noqa: NPY002 (the course's generator)


@pytest.fixture
def run():
    """Trains a Reader on n images; gives the model, the images, the labels and the accuracies."""

    def train_reader(n, num_epochs=1, lr=0.0, **options):
        model, labels = Reader(), np.arange(n) % 10
        images = one_hot_images(labels)
        accuracies = train(
            model,
            SGD(model.parameters(), lr=lr),
            CrossEntropyLoss(),
            images,
            labels,
            images[:7],
            labels[:7],
            num_epochs,
            **options,
        )
        return model, images, labels, accuracies

    return train_reader


def test_the_network_is_the_handouts():
    model = build_model()
    assert [type(layer) for layer in model] == [Linear, BatchNorm1d, ReLU, Linear]
    assert [p.shape for p in model.parameters()] == [(20, 784), (20,), (20,), (20,), (10, 20), (10,)]
    assert BATCH_SIZE == 100


def test_mnist_takes_the_graders_arrays_and_learns(small_data):
    from hw1.data import load_mnist

    data = load_mnist(small_data)
    accuracies = mnist.mnist(
        data.train.images / 255, data.train.labels, data.validation.images / 255, data.validation.labels
    )
    assert len(accuracies) == 3
    assert accuracies[-1] > accuracies[0]


@pytest.mark.parametrize(
    ("n", "epochs", "count"), [(100, 1, 1), (10_100, 1, 2), (10_000, 3, 3), (55_000, 1, 6)]
)
def test_validation_comes_after_batches_0_100_200(run, n, epochs, count):
    assert len(run(n, epochs)[3]) == count


def test_every_image_is_shown_once_an_epoch_with_its_label(run):
    shown_labels = []

    class Spy(CrossEntropyLoss):
        def forward(self, predicted, target):
            shown_labels.append(target.data.copy())
            return super().forward(predicted, target)

    model, labels = Reader(), np.arange(250) % 10
    images = one_hot_images(labels)
    train(model, SGD(model.parameters()), Spy(), images, labels, images[:5], labels[:5], 2)
    batches = [x.data for is_train, x in model.shown if is_train]
    assert [len(batch) for batch in batches] == [100, 100, 50] * 2
    for epoch in (0, 1):
        numbers = np.concatenate([batch[:, -1] for batch in batches[3 * epoch : 3 * epoch + 3]])
        assert sorted(numbers) == list(range(250))
    np.testing.assert_array_equal(np.concatenate(batches)[:, -1] % 10, np.concatenate(shown_labels))


def test_the_order_is_another_in_every_epoch(run):
    model = run(60, num_epochs=2)[0]
    first, second = (x.data[:, -1].tolist() for is_train, x in model.shown if is_train)
    assert first != second
    assert first != sorted(first)


def test_the_callers_arrays_stay_as_they_are(run):
    _, images, labels, _ = run(250, num_epochs=2)
    np.testing.assert_array_equal(labels, np.arange(250) % 10)
    np.testing.assert_array_equal(images, one_hot_images(labels))


def test_training_goes_on_in_train_mode_after_a_validation(run):
    modes = [is_train for is_train, _ in run(250)[0].shown]
    assert modes == [True, False, True, True]


def test_inputs_do_not_ask_for_gradients(run):
    assert not any(x.requires_grad for _, x in run(100)[0].shown)


def test_gradients_are_cleared_before_every_step():
    seen = []

    class Spy(Optimizer):
        def step(self):
            seen.append(self.params[0].grad.item())

    model, images = Reader(), one_hot_images(np.zeros(300, int))
    train(
        model,
        Spy(model.parameters()),
        CrossEntropyLoss(),
        images,
        np.zeros(300, int),
        images,
        np.zeros(300, int),
    )
    assert seen == pytest.approx([seen[0]] * 9)


def test_one_image_left_over_joins_the_last_batch(run):
    sizes = [len(x.data) for is_train, x in run(201)[0].shown if is_train]
    assert sizes == [100, 101]


def test_another_batch_size_may_be_given(run):
    sizes = [len(x.data) for is_train, x in run(50, batch_size=20)[0].shown if is_train]
    assert sizes == [20, 20, 10]


def test_bytes_are_scaled_to_the_unit_interval_and_floats_are_not():
    model = Reader()
    for images in (np.full((2, 784), 51, np.uint8), np.full((2, 784), 0.2)):
        validate(model, images, np.zeros(2, int))
    for _, x in model.shown:
        assert x.dtype == np.float64
        np.testing.assert_allclose(x.data, 0.2)


@pytest.mark.parametrize("n", [1, 10, 2_500])
def test_accuracy_is_the_share_of_right_answers(n):
    labels = np.arange(n) % 10
    images = one_hot_images(labels)
    wrong = (labels + (np.arange(n) % 5 == 0)) % 10
    assert validate(Reader(), images, labels) == 1.0
    assert validate(Reader(), images, wrong) == pytest.approx(1 - np.ceil(n / 5) / n)


def test_validation_leaves_the_mode_as_it_was():
    model, images = Reader(), one_hot_images(np.arange(5))
    for mode in (True, False):
        model.train(mode)
        validate(model, images, np.arange(5))
        assert model.is_train is mode
    assert not any(is_train for is_train, _ in model.shown)


def test_validation_records_no_graph():
    model = Sequential(build_model())
    outputs = []
    model.forward = lambda x, forward=model.forward: outputs.append(forward(x)) or outputs[-1]
    validate(model, np.zeros((5, 784)), np.arange(5))
    assert outputs[0].grad_fn is None


def test_a_loss_that_is_not_finite_stops_training_before_the_step():
    model = Reader()
    images = np.full((100, 784), np.inf)
    before = model.scale.item()
    with pytest.raises(
        FloatingPointError, match="became nan in epoch 1, batch 1 of 1. Try a smaller learning rate"
    ):
        train(
            model, SGD(model.parameters(), lr=1), CrossEntropyLoss(), images, np.zeros(100, int), images, [0]
        )
    assert model.scale.item() == before


def test_progress_is_reported_after_every_batch(run):
    steps = []
    run(250, num_epochs=2, report=steps.append)
    assert [(step.epoch, step.batch, step.batches) for step in steps] == [
        (e, b, 3) for e in (1, 2) for b in (1, 2, 3)
    ]
    assert [step.validation_accuracy is None for step in steps] == [False, True, True] * 2
    assert all(0 < step.loss < 3 for step in steps)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_three_epochs_reach_the_accuracy_of_the_handout_on_every_seed(seed):
    from hw1.data import load_mnist

    data = load_mnist()
    np.random.seed(seed)  # noqa: NPY002
    model = build_model()
    optimizer = SGD(model.parameters(), lr=mnist.LR, momentum=mnist.MOMENTUM)
    train(model, optimizer, CrossEntropyLoss(), *data.train, *data.validation)
    assert validate(model, *data.validation) >= 0.955
    assert validate(model, *data.test) >= 0.945
