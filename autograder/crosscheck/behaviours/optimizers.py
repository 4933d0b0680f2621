"""Checks of optimizers, schedules, clipping and dropout against formulas, over several steps."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.crosscheck.behaviours.closeness import assert_close
from autograder.crosscheck.formulas_of_layers import seeded_mask
from autograder.crosscheck.programs import optimizer_steps as steps
from mytorch import Tensor, nn, optim
from mytorch.nn.utils import clip_grad_norm_, clip_grad_value_
from mytorch.optim import lr_scheduler

__all__ = ["BEHAVIOURS"]

_ADAM: dict[str, Any] = {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-3}
_SETTINGS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.2, "nesterov": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "maximize": True, "momentum_rule": "pytorch"}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "nesterov": True, "momentum_rule": "pytorch"}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.5, "momentum_rule": "pytorch"}),
    ("Adam", _ADAM),
    ("Adam", {**_ADAM, "weight_decay": 0.3, "amsgrad": True}),
    ("Adam", {**_ADAM, "maximize": True}),
    ("AdamW", {**_ADAM, "weight_decay": 0.3}),
    ("RMSprop", {"lr": 0.1, "alpha": 0.7, "eps": 1e-2}),
    (
        "RMSprop",
        {"lr": 0.1, "alpha": 0.7, "eps": 1e-2, "momentum": 0.5, "centered": True, "weight_decay": 0.3},
    ),
    ("RMSprop", {"lr": 0.1, "alpha": 0.7, "eps": 1e-2, "maximize": True}),
    ("Adagrad", {"lr": 0.3, "eps": 1e-2}),
    (
        "Adagrad",
        {"lr": 0.3, "eps": 1e-2, "lr_decay": 0.5, "weight_decay": 0.3, "initial_accumulator_value": 0.5},
    ),
    ("Adagrad", {"lr": 0.3, "eps": 1e-2, "maximize": True}),
]


class _Parameter:
    """What the formulas change."""

    def __init__(self, array: Any) -> None:
        self.array = array.copy()
        self.grad: Any = None


def every_optimizer_makes_the_steps_of_its_formula() -> None:
    for kind, settings in _SETTINGS:
        rng = np.random.default_rng(3)
        starts = [rng.normal(size=(2, 3)), rng.normal(size=4)]
        ours = [Tensor(x, requires_grad=True, is_parameter=True) for x in starts]
        right = [_Parameter(x) for x in starts]
        optimizer = getattr(optim, kind)(ours, **settings)
        known = {name: value for name, value in settings.items() if name != "momentum_rule"}
        if kind == "AdamW":
            known["decoupled"] = True
        formula = steps.Optimizer(right, kind, known)
        for step in range(6):
            for p, q in zip(ours, right, strict=True):
                if step == 2 and p is ours[1]:
                    p.grad = q.grad = None  # it rests, and its count of steps with it
                else:
                    q.grad = rng.normal(size=p.shape)
                    p.grad = Tensor(q.grad)
            optimizer.step()
            for parameter, new in formula.step():
                parameter.array = new
            for p, q in zip(ours, right, strict=True):
                assert_close(p.data, q.array, 1e-11)


def groups_have_settings_of_their_own() -> None:
    a, b = (Tensor(np.ones(2), requires_grad=True, is_parameter=True) for _ in range(2))
    optimizer = optim.Adagrad([{"params": [a], "lr": 0.5}, {"params": [b], "eps": 1.0}], lr=0.1)
    a.grad, b.grad = Tensor(np.full(2, 3.0)), Tensor(np.full(2, 3.0))
    optimizer.step()
    assert_close(a.data, 1 - 0.5, 1e-9)
    assert_close(b.data, 1 - 0.1 * 3 / 4, 1e-9)


def _rates(make: Callable[[Any], Any], count: int) -> list[float]:
    optimizer = optim.SGD([Tensor(np.ones(1), requires_grad=True)], lr=0.8)
    schedule = make(optimizer)
    rates = []
    for _ in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        schedule.step()
    return rates


def schedules_follow_their_formulas() -> None:
    s, t = lr_scheduler, np.arange(10)
    cosine = 0.1 + 0.7 * (1 + np.cos(np.pi * t / 4)) / 2
    line = np.interp(t, [0, 4], [0.25, 0.75])
    for make, factors in (
        (lambda o: s.StepLR(o, 3, 0.5), 0.5 ** (t // 3)),
        (lambda o: s.MultiStepLR(o, [2, 2, 5], 0.5), 0.5 ** np.array([0, 0, 2, 2, 2, 3, 3, 3, 3, 3])),
        (lambda o: s.ExponentialLR(o, 0.9), 0.9**t),
        (lambda o: s.ConstantLR(o, 0.25, 3), np.where(t < 3, 0.25, 1)),
        (lambda o: s.LinearLR(o, 0.25, 0.75, 4), line),
        (lambda o: s.CosineAnnealingLR(o, 4, 0.1), cosine / 0.8),
        (lambda o: s.LambdaLR(o, lambda epoch: 1 / (1 + epoch)), 1 / (1 + t)),
    ):
        assert_close(_rates(make, 10), 0.8 * factors, 1e-11)


def one_cycle_rises_and_falls_and_momentum_goes_the_other_way() -> None:
    optimizer = optim.SGD([Tensor(np.ones(1), requires_grad=True)], lr=1.0, momentum=0.9)
    schedule = lr_scheduler.OneCycleLR(
        optimizer, 2.0, total_steps=10, pct_start=0.4, div_factor=4, final_div_factor=5
    )
    seen = []
    for _ in range(10):
        seen.append((optimizer.param_groups[0]["lr"], optimizer.param_groups[0]["momentum"]))
        schedule.step() if len(seen) < 10 else None

    def between(a: float, b: float, share: float) -> float:
        return b + (a - b) * (1 + math.cos(math.pi * share)) / 2

    for i, (lr, momentum) in enumerate(seen):
        rising = i <= 3
        share = i / 3 if rising else (i - 3) / 6
        assert_close(lr, between(0.5, 2.0, share) if rising else between(2.0, 0.1, share), 1e-12)
        assert_close(momentum, between(0.95, 0.85, share) if rising else between(0.85, 0.95, share), 1e-12)


def a_plateau_lowers_the_rate_after_more_than_patience() -> None:
    optimizer = optim.SGD([Tensor(np.ones(1), requires_grad=True)], lr=1.0)
    schedule = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1, cooldown=1, min_lr=0.2)
    rates = []
    for loss in (5.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0):
        schedule.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    assert rates == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]


def clipping_keeps_the_direction_or_every_element_in_bounds() -> None:
    for p, most, scale in ((2.0, 1.0, 1 / (13 + 1e-6)), (math.inf, 6.0, 6 / (12 + 1e-6)), (2.0, 20.0, 1.0)):
        params = [Tensor(np.zeros(n), requires_grad=True) for n in (2, 1)]
        params[0].grad, params[1].grad = Tensor([3.0, -4.0]), Tensor([12.0])
        total = clip_grad_norm_(params, most, p)
        assert_close(total.data, 13 if p == 2 else 12)
        assert_close(np.concatenate([one.grad.data for one in params]), np.array([3, -4, 12]) * scale)
    one = Tensor(np.zeros(3), requires_grad=True)
    one.grad = Tensor([3.0, -4.0, 0.5])
    clip_grad_value_(one, 1.5)
    assert_close(one.grad.data, [1.5, -1.5, 0.5])


def dropout_draws_what_the_course_draws_and_scales_what_is_kept() -> None:
    for p in (0.3, 0.7):
        x = Tensor(np.arange(1.0, 41.0).reshape(5, 8), requires_grad=True)
        layer = nn.Dropout(p)
        np.random.seed(11)  # noqa: NPY002 (the course's generator)
        z = layer(x)
        kept = seeded_mask((5, 8), p, 11) / (1 - p)
        assert_close(z.data, x.data * kept)
        z.backward()
        assert_close(x.grad.data, kept)
        assert_close(layer.eval()(x).data, x.data)
    assert not nn.Dropout(1.0)(x).data.any()


def a_network_of_two_recurrent_layers_feeds_one_with_the_other() -> None:
    rng = np.random.default_rng(5)
    for kind, unit in (("RNN", nn.RNNUnit), ("GRU", nn.GRUUnit)):
        network = getattr(nn, kind)(2, 3, num_layers=2)
        x, h = Tensor(rng.normal(size=(4, 2, 2))), Tensor(rng.normal(size=(2, 2, 3)))
        out, last = network(x, h)
        below, states = list(x), []
        for k, part in enumerate(network.units):
            assert isinstance(part, unit)
            state, above = h[k], []
            for one in below:
                state = part(one, state)
                above.append(state)
            below = above
            states.append(state.data)
        assert_close(out.data, np.stack([one.data for one in below]))
        assert_close(last.data, np.stack(states))


BEHAVIOURS = [
    every_optimizer_makes_the_steps_of_its_formula,
    groups_have_settings_of_their_own,
    schedules_follow_their_formulas,
    one_cycle_rises_and_falls_and_momentum_goes_the_other_way,
    a_plateau_lowers_the_rate_after_more_than_patience,
    clipping_keeps_the_direction_or_every_element_in_bounds,
    dropout_draws_what_the_course_draws_and_scales_what_is_kept,
    a_network_of_two_recurrent_layers_feeds_one_with_the_other,
]
