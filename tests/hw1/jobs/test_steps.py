"""The optimizers and schedules of a job: each name is what it says."""

import math

import numpy as np
import pytest

from hw1.jobs.steps import Schedule, make_optimizer
from mytorch import Tensor

LR = 0.1


@pytest.fixture
def parameter():
    p = Tensor([1.0], requires_grad=True, is_parameter=True)
    (p * 2).sum().backward()  # a gradient of 2
    return p


FIRST_STEPS = {  # by the formulas, from p = 1 with the gradient 2 + 0.5 * 1, or 2 where the decay is apart
    "sgd": 1 - LR * 2.5,
    "adam": 1 - LR,
    "adamw": 1 - LR * 0.5 - LR,
    "rmsprop": 1 - LR / math.sqrt(1 - 0.99),
    "adagrad": 1 - LR,
}


@pytest.mark.parametrize("name", FIRST_STEPS)
def test_the_first_step_is_that_of_the_optimizer(parameter, name):
    make_optimizer(name, [parameter], LR, 0.0, 0.5).step()
    assert parameter.item() == pytest.approx(FIRST_STEPS[name], abs=1e-6)


@pytest.mark.parametrize("name", ["sgd", "rmsprop"])
def test_momentum_makes_the_second_step_longer(parameter, name):
    plain, fast = (make_optimizer(name, [parameter], LR, momentum, 0.0) for momentum in (0.0, 0.9))
    lengths = []
    for optimizer in (plain, fast):
        optimizer.step()
        before = parameter.item()
        optimizer.step()
        lengths.append(before - parameter.item())
    assert lengths[1] > 1.5 * lengths[0]


def rates(name, parameter, epochs=6, steps=4, losses=None):
    """The learning rate of each step, by epoch."""
    optimizer = make_optimizer("sgd", [parameter], LR, 0.9, 0.0)
    schedule = Schedule(name, optimizer, LR, epochs, steps)
    found = np.empty((epochs, steps))
    for epoch in range(epochs):
        for step in range(steps):
            found[epoch, step] = optimizer.lr
            optimizer.step()
            schedule.after_step()
        schedule.after_epoch(losses[epoch] if losses else 1.0)
    assert optimizer.momentum == 0.9
    return found


def test_none_keeps_the_rate(parameter):
    assert (rates("none", parameter) == LR).all()


def test_step_falls_to_a_tenth_after_each_third(parameter):
    found = rates("step", parameter)
    np.testing.assert_allclose(found, np.repeat([[LR], [LR / 10], [LR / 100]], 2, axis=0) * np.ones(4))
    assert (rates("step", parameter, epochs=1) == LR).all()


def test_cosine_falls_from_step_to_step_to_0(parameter):
    t = np.arange(24).reshape(6, 4)
    np.testing.assert_allclose(rates("cosine", parameter), LR * (1 + np.cos(np.pi * t / 24)) / 2, atol=1e-12)


@pytest.mark.parametrize(("epochs", "steps"), [(6, 4), (1, 1), (1, 2), (3, 1)])
def test_onecycle_rises_to_the_rate_and_falls_to_0(parameter, epochs, steps):
    found = rates("onecycle", parameter, epochs, steps).ravel()
    assert (found <= LR + 1e-12).all()
    if (epochs, steps) == (6, 4):
        assert found[0] == pytest.approx(LR / 25)
        assert 6 <= found.argmax() <= 7
        assert found.max() == pytest.approx(LR, rel=0.05)
        assert found[-1] < LR / 50


def test_plateau_falls_where_the_loss_no_longer_does(parameter):
    falling = rates("plateau", parameter, losses=[6.0, 5, 4, 3, 2, 1])
    staying = rates("plateau", parameter, losses=[6.0, 5, 5, 5, 5, 5])
    assert (falling == LR).all()
    np.testing.assert_allclose(staying[:, 0], [LR] * 5 + [0.3 * LR])
