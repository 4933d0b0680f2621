"""The training loop of a job: it learns, it tells, and it stops where the loss is no number."""

import numpy as np
import pytest

import hw1.jobs.fit as fit_file
from hw1.jobs.datasets import Data, Part, Scale
from hw1.jobs.fit import Epoch, Inputs, Settings, Step, better, fit, measure, outputs
from mytorch import nn

SETTINGS = Settings("adam", 0.05, 0.0, 0.0, "none", 4, 8, "none")


@pytest.fixture
def data():
    """Rows whose class is whether their two numbers have a sum above 0."""
    generator = np.random.default_rng(0)
    x = generator.normal(size=(73, 2))
    parts = [Part(part, (part.sum(1) > 0).astype(np.int64)) for part in np.split(x, [41, 57])]
    return Data(*parts, classes=("below", "above"))


def run(data, model=None, settings=SETTINGS):
    np.random.seed(0)  # noqa: NPY002
    model = model or nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
    inputs = Inputs(Scale.of(data.train.x), False)
    steps, epochs = [], []
    fit(model, data, inputs, settings, steps.append, epochs.append)
    return model, inputs, steps, epochs


def test_it_learns_and_tells_of_each_step_and_each_epoch(data):
    model, inputs, steps, epochs = run(data)
    # 41 rows in batches of 8 leave one over, which BatchNorm could not train on
    assert steps == [Step(epoch, batch, 5) for epoch in range(1, 5) for batch in range(1, 6)]
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3, 4]
    assert epochs[-1].training_loss < epochs[0].training_loss
    assert epochs[-1].training_accuracy > 0.75
    assert epochs[-1][4:6] == measure(model, data.validation, inputs)
    assert epochs[-1].validation_accuracy > 0.8
    assert {epoch.lr for epoch in epochs} == {0.05}


def test_the_training_loss_is_the_mean_over_rows_and_not_over_batches(data):
    settings = SETTINGS._replace(lr=1e-12, batch_size=16, epochs=1)  # batches of 16, 16 and 9 rows
    model, inputs, _, epochs = run(data, nn.Linear(2, 2), settings)
    np.testing.assert_allclose(epochs[0][2:4], measure(model, data.train, inputs), rtol=1e-9)


@pytest.mark.parametrize(("schedule", "rates"), [("step", [0.05, 0.05, 0.005, 0.005]), ("cosine", None)])
def test_the_schedule_is_told_of_steps_and_of_epochs(data, schedule, rates):
    epochs = run(data, settings=SETTINGS._replace(schedule=schedule))[3]
    t = 5 * np.arange(1, 5) - 1  # the last step of each epoch, of 20
    expected = rates or 0.05 * (1 + np.cos(np.pi * t / 20)) / 2
    np.testing.assert_allclose([epoch.lr for epoch in epochs], expected)


def test_the_same_seed_gives_the_same_numbers(data):
    first, again = (run(data)[3] for _ in range(2))
    assert [epoch[:-1] for epoch in first] == [epoch[:-1] for epoch in again]  # all but the seconds


def test_the_measures_are_those_of_the_formulas_in_evaluation_mode(data):
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.9))
    inputs = Inputs(Scale(np.array([1.0, 2.0]), np.array([3.0, 4.0])), False)
    x = (data.test.x - [1, 2]) / [3, 4]
    z = x @ model.layers[0].weight.data.T + model.layers[0].bias.data
    log_p = z - np.log(np.exp(z).sum(1, keepdims=True))
    loss, accuracy = measure(model, data.test, inputs)
    assert loss == pytest.approx(-log_p[np.arange(16), data.test.y].mean())
    assert accuracy == (z.argmax(1) == data.test.y).mean()
    assert model.is_train


def test_many_rows_are_measured_in_parts(monkeypatch, data):
    model, inputs, _, _ = run(data)
    whole = outputs(model, data.train.x, inputs)
    monkeypatch.setattr(fit_file, "ROWS", 4)
    np.testing.assert_allclose(outputs(model, data.train.x, inputs), whole, rtol=1e-12)


def test_a_batch_may_be_larger_than_the_data_and_a_single_row(data):
    _, _, steps, _ = run(data, settings=SETTINGS._replace(batch_size=1000))
    assert {step.batches for step in steps} == {1}
    _, _, steps, _ = run(data, nn.Linear(2, 2), SETTINGS._replace(batch_size=1))
    assert {step.batches for step in steps} == {41}


def test_a_loss_that_is_no_number_ends_the_run(data):
    settings = SETTINGS._replace(optimizer="sgd", lr=1e200)
    with pytest.raises(FloatingPointError, match=r"in epoch 1, batch \d of 5. Try a smaller learning rate."):
        run(data, settings=settings)


def test_images_are_shifted_for_training_alone(monkeypatch):
    x = np.zeros((20, 1, 6, 6), np.uint8)
    x[:, :, 2:4, 2:4] = 200
    data = Data(*[Part(x, np.arange(20) % 2)] * 3, classes=("a", "b"))
    seen = []

    class Spy(nn.Linear):
        def forward(self, x):
            seen.append((self.is_train, x.data.copy()))
            return super().forward(x)

    model = Spy(36, 2)
    model.eval()  # as a function of the user's may return it
    inputs = Inputs(Scale(np.zeros((1, 1, 1)), np.ones((1, 1, 1))), True)
    fit(
        model,
        data,
        inputs,
        SETTINGS._replace(augment="shift", epochs=1),
        lambda step: None,
        lambda epoch: None,
    )
    trained = np.concatenate([rows for is_train, rows in seen if is_train])
    assert len(np.unique(trained, axis=0)) > 5
    assert all((rows == x.reshape(20, 36)[: len(rows)]).all() for is_train, rows in seen if not is_train)
    assert trained.sum() == x.sum()


BETTER = {
    "the first": (Epoch(1, 0, 0, 0, 9.0, 0.1, 0), None, True),
    "more right": (Epoch(2, 0, 0, 0, 3.0, 0.8, 0), Epoch(1, 0, 0, 0, 2.0, 0.7, 0), True),
    "less right": (Epoch(2, 0, 0, 0, 1.0, 0.6, 0), Epoch(1, 0, 0, 0, 2.0, 0.7, 0), False),
    "as many, a smaller loss": (Epoch(2, 0, 0, 0, 1.0, 0.7, 0), Epoch(1, 0, 0, 0, 2.0, 0.7, 0), True),
    "the same": (Epoch(2, 0, 0, 0, 2.0, 0.7, 0), Epoch(1, 0, 0, 0, 2.0, 0.7, 0), False),
}


@pytest.mark.parametrize(("epoch", "best", "is_better"), BETTER.values(), ids=BETTER)
def test_the_better_model_is(epoch, best, is_better):
    assert better(epoch, best) is is_better
