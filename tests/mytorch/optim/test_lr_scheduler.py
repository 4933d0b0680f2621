"""Schedules: their formulas, what they do to an optimizer, and how they are resumed."""

import math

import numpy as np
import pytest

from mytorch import optim
from mytorch.optim import SGD, Adam
from mytorch.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    LRScheduler,
    MultiStepLR,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)
from mytorch.tensor import Tensor


def optimizer_of(lr=1.0, kind=SGD):
    return kind([Tensor([1.0], requires_grad=True)], lr=lr)


def rates(schedule, steps):
    """The rate at epochs 0, 1, 2 …"""
    found = [schedule.get_last_lr()[0]]
    for _ in range(steps - 1):
        schedule.step()
        found.append(schedule.get_last_lr()[0])
    return found


FORMULAS = {
    "StepLR": (lambda o: StepLR(o, 3, 0.5), lambda t: 0.5 ** (t // 3)),
    "MultiStepLR": (
        lambda o: MultiStepLR(o, [7, 2, 2], 0.1),
        lambda t: 0.1 ** ((t >= 7) + 2 * (t >= 2)),
    ),
    "ExponentialLR": (lambda o: ExponentialLR(o, 0.9), lambda t: 0.9**t),
    "ConstantLR": (lambda o: ConstantLR(o, 0.25, 4), lambda t: 0.25 if t < 4 else 1.0),
    "LinearLR": (lambda o: LinearLR(o, 0.2, 0.6, 8), lambda t: 0.2 + 0.4 * min(t, 8) / 8),
    "CosineAnnealingLR": (
        lambda o: CosineAnnealingLR(o, 5, 0.1),
        lambda t: 0.1 + 0.9 * (1 + math.cos(math.pi * t / 5)) / 2,
    ),
    "CosineAnnealingLR, odd": (
        lambda o: CosineAnnealingLR(o, 1),
        lambda t: (1 + math.cos(math.pi * t)) / 2,
    ),
    "LambdaLR": (lambda o: LambdaLR(o, lambda t: 1 / (1 + t)), lambda t: 1 / (1 + t)),
    "OneCycleLR": (
        lambda o: OneCycleLR(
            o, 1.0, 10, pct_start=0.3, anneal_strategy="linear", div_factor=4.0, final_div_factor=2.0
        ),
        lambda t: 0.25 + 0.75 * t / 2 if t <= 2 else 1 + (0.125 - 1) * (t - 2) / 7,
    ),
    "OneCycleLR, cosine": (
        lambda o: OneCycleLR(o, 1.0, 10, pct_start=0.5, div_factor=2.0, final_div_factor=1.0),
        lambda t: 0.75 - 0.25 * math.cos(math.pi * (t / 4 if t <= 4 else 1 - (t - 4) / 5)),
    ),
    "OneCycleLR, three": (
        lambda o: OneCycleLR(
            o,
            1.0,
            epochs=3,
            steps_per_epoch=4,
            pct_start=0.25,
            anneal_strategy="linear",
            three_phase=True,
            div_factor=2.0,
        ),
        lambda t: np.interp(t, [0, 2, 4, 11], [0.5, 1, 0.5, 0.5e-4]),
    ),
    "SequentialLR": (
        lambda o: SequentialLR(o, [ConstantLR(o, 0.5, 99), ExponentialLR(o, 0.5), StepLR(o, 2)], [2, 5]),
        lambda t: 0.5 if t < 2 else 0.5 ** (t - 2) if t < 5 else 0.1 ** ((t - 5) // 2),
    ),
}


@pytest.mark.parametrize(("make", "formula"), FORMULAS.values(), ids=FORMULAS)
def test_the_rates_are_the_formula_s(make, formula):
    optimizer = optimizer_of()
    optimizer.momentum = 0.9
    found = rates(make(optimizer), 10)
    np.testing.assert_allclose(found, [formula(t) for t in range(10)], rtol=1e-12, atol=1e-15)
    assert optimizer.lr == found[-1]


@pytest.mark.parametrize("make", [make for make, _ in FORMULAS.values()], ids=FORMULAS)
def test_a_resumed_schedule_goes_on_as_one_that_was_not_interrupted(make):
    whole, first = (make(optimizer_of(0.5)) for _ in range(2))
    truth = rates(whole, 10)
    rates(first, 4)
    resumed = make(optimizer_of(0.5))
    state = first.state_dict()
    resumed.optimizer.load_state_dict(first.optimizer.state_dict())
    resumed.load_state_dict(state)
    assert resumed.state_dict() == state
    assert resumed.get_last_lr() == first.get_last_lr()
    assert rates(resumed, 7) == truth[3:]


def test_every_group_is_scheduled_from_its_own_rate():
    groups = [{"params": [Tensor(1.0, requires_grad=True)], "lr": lr} for lr in (0.5, 0.25)]
    schedule = StepLR(Adam(groups), 1, 0.5)
    schedule.step()
    assert schedule.get_last_lr() == [0.25, 0.125]
    schedule = LambdaLR(schedule.optimizer, [lambda t: t, lambda t: 1.0])
    schedule.step()
    assert schedule.get_last_lr() == [0.5, 0.25]  # from the rates at the very beginning, as in PyTorch


def test_a_rate_that_was_assigned_in_between_is_taken_up():
    optimizer = optimizer_of()
    schedule = ExponentialLR(optimizer, 0.5)
    optimizer.lr = 8.0
    schedule.step()
    assert optimizer.lr == 4.0


def test_what_is_returned_of_the_last_rates_is_a_copy():
    schedule = StepLR(optimizer_of(), 2)
    schedule.get_last_lr()[0] = 99.0
    schedule.state_dict()["base_lrs"][0] = 99.0
    assert (schedule.get_last_lr(), schedule.base_lrs) == ([1.0], [1.0])


def test_one_cycle_turns_the_momentum_the_other_way():
    optimizer = optimizer_of()
    schedule = OneCycleLR(optimizer, 1.0, 10, anneal_strategy="linear", base_momentum=0.5, max_momentum=0.9)
    found = [optimizer.momentum]
    for _ in range(9):
        schedule.step()
        found.append(optimizer.momentum)
    np.testing.assert_allclose(found[:3], [0.9, 0.7, 0.5])
    np.testing.assert_allclose(found[2:], np.linspace(0.5, 0.9, 8))
    optimizer = optimizer_of(kind=Adam)
    OneCycleLR(optimizer, 1.0, 10)
    assert optimizer.betas == (0.95, 0.999)


@pytest.mark.parametrize(("pct_start", "total_steps"), [(0.25, 4), (0.5, 1)])
def test_one_cycle_may_begin_at_its_top(pct_start, total_steps):
    schedule = OneCycleLR(optimizer_of(), 2.0, total_steps, pct_start=pct_start, div_factor=8.0)
    found = rates(schedule, total_steps)
    assert found[0] == (2.0 if total_steps > 1 else pytest.approx(0.25e-4))
    assert found == sorted(found, reverse=True)


def test_one_cycle_has_an_end():
    schedule = OneCycleLR(optimizer_of(), 1.0, 3)
    for _ in range(3):
        schedule.step()
    before = schedule.state_dict()
    with pytest.raises(ValueError, match="has 3 steps, and was asked for step 4"):
        schedule.step()
    assert schedule.state_dict() == before


# ---- the plateau -------------------------------------------------------------------------------------


def plateau(figures, **settings):
    """The rate after each of these figures."""
    schedule = ReduceLROnPlateau(optimizer_of(), factor=0.5, **settings)
    found = []
    for figure in figures:
        schedule.step(figure)
        found.append(schedule.get_last_lr()[0])
    return found


PLATEAUS = {
    "patience": ({"patience": 1}, [1, 1, 1, 1, 1], [1, 1, 0.5, 0.5, 0.25]),
    "better": ({"patience": 0}, [4, 3, 2, 1, 1], [1, 1, 1, 1, 0.5]),
    "max": ({"patience": 0, "mode": "max"}, [1, 2, 1, 3], [1, 1, 0.5, 0.5]),
    "not enough": ({"patience": 0, "threshold": 0.1}, [10, 9.5, 8, 7.3], [1, 0.5, 0.5, 0.25]),
    "not enough by rel, max": (
        {"patience": 0, "threshold": 0.1, "mode": "max"},
        [10, 10.5, 12],
        [1, 0.5, 0.5],
    ),
    "not enough by abs": (
        {"patience": 0, "threshold": 1, "threshold_mode": "abs"},
        [10, 9.5, 8],
        [1, 0.5, 0.5],
    ),
    "cooldown": ({"patience": 0, "cooldown": 2}, [1, 1, 1, 1, 1], [1, 0.5, 0.5, 0.5, 0.25]),
    "least": ({"patience": 0, "min_lr": 0.4}, [1, 1, 1, 1], [1, 0.5, 0.4, 0.4]),
    "eps": ({"patience": 0, "eps": 0.3}, [1, 1, 1, 1], [1, 0.5, 0.5, 0.5]),
    "NaN": ({"patience": 1}, [1, np.nan, np.nan], [1, 1, 0.5]),
    "a tensor": ({"patience": 0}, [Tensor(1.0, requires_grad=True), np.float32(1)], [1, 0.5]),
}


@pytest.mark.parametrize(("settings", "figures", "expected"), PLATEAUS.values(), ids=PLATEAUS)
def test_the_rate_falls_where_the_figure_gets_no_better(settings, figures, expected):
    assert plateau(figures, **settings) == expected


def test_a_resumed_plateau_goes_on():
    first, second = (ReduceLROnPlateau(optimizer_of(), patience=1, cooldown=1) for _ in range(2))
    for figure in (3.0, 2.0, 2.0):
        first.step(figure)
    second.load_state_dict(first.state_dict())
    for figure in (2.0, 2.0, 1.0, 1.0, 1.0):
        first.step(figure)
        second.step(figure)
        assert first.state_dict() == second.state_dict()
    assert first.get_last_lr() == [pytest.approx(0.01)]


# ---- what is refused ---------------------------------------------------------------------------------


O = optimizer_of  # noqa: E741
REFUSED = {
    "no optimizer": (lambda: StepLR(None, 3), "StepLR expects an Optimizer"),
    "parameters": (lambda: ReduceLROnPlateau([Tensor(1.0)]), "expects an Optimizer"),
    "no optimizer of a cycle": (lambda: OneCycleLR("sgd", 0.1, 3), "expects an Optimizer"),
    "no optimizer of a function": (lambda: LambdaLR(3, abs), "expects an Optimizer"),
    "an optimizer without a rate": (lambda: StepLR(optim.Optimizer([Tensor(1.0)]), 3), "lr; got None"),
    "a size of 0": (lambda: StepLR(O(), 0), "step_size of 1 and up"),
    "half a step": (lambda: StepLR(O(), 1.5), "step_size"),
    "gamma below 0": (lambda: ExponentialLR(O(), -0.5), "gamma"),
    "gamma of NaN": (lambda: MultiStepLR(O(), [1], np.nan), "gamma"),
    "one milestone": (lambda: MultiStepLR(O(), 30), "several epochs"),
    "milestones of text": (lambda: MultiStepLR(O(), "30"), "milestones"),
    "a milestone below 0": (lambda: MultiStepLR(O(), [-1]), "milestones"),
    "a factor of 0": (lambda: ConstantLR(O(), 0), "factor above 0"),
    "a factor above 1": (lambda: LinearLR(O(), 1.5), "start_factor"),
    "an end above 1": (lambda: LinearLR(O(), 0.5, 2), "end_factor"),
    "no epochs": (lambda: CosineAnnealingLR(O(), 0), "T_max"),
    "no function": (lambda: LambdaLR(O(), 0.5), "a function of t"),
    "a function too many": (lambda: LambdaLR(O(), [abs, abs]), "1 of them"),
    "a function to NaN": (lambda: LambdaLR(O(), lambda t: np.nan), "the learning rate"),
    "a function to text": (lambda: LambdaLR(O(), lambda t: "x"), "the learning rate|can't multiply"),
    "no steps": (lambda: OneCycleLR(O(), 0.1), "total_steps, or epochs and steps_per_epoch"),
    "a strategy": (lambda: OneCycleLR(O(), 0.1, 3, anneal_strategy="exp"), "anneal_strategy"),
    "a division by 0": (lambda: OneCycleLR(O(), 0.1, 3, div_factor=0), "div_factor above 0"),
    "a share above 1": (lambda: OneCycleLR(O(), 0.1, 3, pct_start=1.5), "pct_start"),
    "rates for two groups": (lambda: OneCycleLR(O(), [0.1, 0.2], 3), "max_lr, one a group"),
    "no momentum": (lambda: OneCycleLR(optim.Adagrad([Tensor(1.0)]), 0.1, 3), "cycle_momentum=False"),
    "a factor of 1": (lambda: ReduceLROnPlateau(O(), factor=1.0), "factor below 1"),
    "a mode": (lambda: ReduceLROnPlateau(O(), "least"), 'mode to be "min" or "max"'),
    "patience below 0": (lambda: ReduceLROnPlateau(O(), patience=-1), "patience"),
    "no figure": (lambda: ReduceLROnPlateau(O()).step(), "expects a number"),
    "two figures": (lambda: ReduceLROnPlateau(O()).step(np.ones(2)), "expects a number"),
    "an epoch below -1": (lambda: StepLR(O(), 3, last_epoch=-2), "last_epoch"),
    "an epoch without its beginning": (lambda: StepLR(O(), 3, last_epoch=4), "initial_lr"),
    "no schedules": (lambda: SequentialLR(O(), [], []), "a milestone between each two"),
    "a milestone too many": (
        lambda: (lambda o: SequentialLR(o, [StepLR(o, 2)], [3]))(O()),
        "a milestone between",
    ),
    "milestones in disorder": (
        lambda: (lambda o: SequentialLR(o, [StepLR(o, 2)] * 3, [3, 1]))(O()),
        "in order",
    ),
    "another's schedule": (lambda: SequentialLR(O(), [StepLR(O(), 2)], []), "of its own optimizer"),
    "a plateau in a row": (
        lambda: (lambda o: SequentialLR(o, [ReduceLROnPlateau(o)], []))(O()),
        "cannot step",
    ),
    "no schedule of its own": (lambda: LRScheduler(O()), "has no get_lr"),
}


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_schedule_is_refused_in_one_line(make, message):
    with pytest.raises((TypeError, ValueError, KeyError, NotImplementedError), match=message) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_a_step_to_a_rate_that_is_none_changes_nothing():
    optimizer = optimizer_of()
    schedule = LambdaLR(optimizer, lambda t: 1.0 if t < 2 else -1.0)
    schedule.step()
    before = schedule.state_dict(), optimizer.lr
    for _ in range(2):
        with pytest.raises(ValueError, match="the learning rate"):
            schedule.step()
    assert (schedule.state_dict(), optimizer.lr) == before


def test_a_group_that_joined_later_is_named_as_the_cause():
    optimizer = optimizer_of()
    schedule = CosineAnnealingLR(optimizer, 3)
    other, plateau = LambdaLR(optimizer, lambda t: 1.0), ReduceLROnPlateau(optimizer)
    plateau.step = lambda step=plateau.step: step(1.0)
    optimizer.add_param_group({"params": [Tensor(1.0)]})
    for one in (other, schedule, plateau):
        with pytest.raises(ValueError, match="made for 1 groups, .* Make the schedule after the last group"):
            one.step()


HOSTILE = {
    "None": None,
    "a list": [1],
    "nothing": {},
    "a count of text": {"last_epoch": "3"},
    "a count below 0": {"last_epoch": -3},
    "rates of two groups": {"base_lrs": [1.0, 2.0]},
    "rates that are none": {"base_lrs": ["a"]},
    "a rate of NaN": {"_last_lr": [np.nan]},
    "no list": {"_last_lr": 0.1},
}


@pytest.mark.parametrize(
    ("kind", "state"),
    [("StepLR", state) for state in HOSTILE.values()]
    + [("SequentialLR", state) for name, state in HOSTILE.items() if "rates" not in name],
    ids=str,
)
def test_a_state_that_does_not_fit_is_one_line_and_changes_nothing(kind, state):
    schedule = FORMULAS[kind][0](optimizer_of())
    rates(schedule, 3)
    before = schedule.state_dict()
    if isinstance(state, dict) and state:
        state = before | state
    with pytest.raises((TypeError, ValueError, KeyError)) as caught:
        schedule.load_state_dict(state)
    assert "\n" not in str(caught.value)
    assert schedule.state_dict() == before


def test_schedules_in_a_row_load_all_or_none():
    schedule = FORMULAS["SequentialLR"][0](optimizer_of())
    state = FORMULAS["SequentialLR"][0](optimizer_of()).state_dict()
    rates(schedule, 4)
    before = schedule.state_dict()
    state["_schedulers"][2]["last_epoch"] = "x"
    with pytest.raises(TypeError, match="last_epoch"):
        schedule.load_state_dict(state)
    assert schedule.state_dict() == before


def test_a_schedule_of_a_user_s_own_writes_get_lr():
    class Halving(LRScheduler):
        def get_lr(self):
            return [base * 0.5**self.last_epoch for base in self.base_lrs]

    assert rates(Halving(optimizer_of()), 3) == [1.0, 0.5, 0.25]


def test_a_rate_too_few_of_a_user_s_own_changes_nothing():
    class Short(LRScheduler):
        def get_lr(self):
            return [0.5] * (2 - self.last_epoch)

    optimizer = SGD([{"params": [Tensor(1.0)]}, {"params": [Tensor(2.0)]}], lr=1.0)
    schedule = Short(optimizer)
    with pytest.raises(ValueError, match="gave 1 rates for 2 groups"):
        schedule.step()
    assert (schedule.last_epoch, [group["lr"] for group in optimizer.param_groups]) == (0, [0.5, 0.5])


def test_a_schedule_goes_on_from_an_epoch_that_is_given():
    optimizer = optimizer_of()
    rates(ExponentialLR(optimizer, 0.5), 3)
    assert rates(ExponentialLR(optimizer, 0.5, last_epoch=2), 2) == [0.25, 0.125]


@pytest.mark.parametrize("three_phase", [False, True])
def test_a_cycle_of_lines_ends_where_it_is_to_end_in_a_loop_of_all_its_steps(three_phase):
    optimizer = SGD([Tensor(np.ones(1), requires_grad=True)], lr=1.0, momentum=0.9)
    schedule = OneCycleLR(optimizer, 1.0, 10, anneal_strategy="linear", three_phase=three_phase)
    for _ in range(10):
        schedule.step()
    assert optimizer.param_groups[0]["lr"] == pytest.approx(1.0 / 25 / 1e4)
