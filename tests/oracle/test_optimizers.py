"""Optimizers and schedules beside PyTorch's, in float64, over 50 steps."""

import copy

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler as their_schedules

from mytorch import optim
from mytorch.optim import lr_scheduler as our_schedules
from mytorch.tensor import Tensor

SHAPES = [(3, 4), (4,), (), (1, 5)]
STEPS = 50

OPTIMIZERS = {
    "SGD": ("SGD", {"lr": 0.05}),
    "SGD, momentum": ("SGD", {"lr": 0.05, "momentum": 0.9}),
    "SGD, nesterov": ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    "SGD, dampening": ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3}),
    "SGD, all": (
        "SGD",
        {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1, "maximize": True},
    ),
    "SGD, decay": ("SGD", {"lr": 0.05, "weight_decay": 0.1, "maximize": True}),
    "Adam": ("Adam", {"lr": 0.01}),
    "Adam, all": (
        "Adam",
        {"lr": 0.01, "betas": (0.7, 0.95), "eps": 1e-4, "weight_decay": 0.1, "maximize": True},
    ),
    "Adam, amsgrad": ("Adam", {"lr": 0.01, "betas": (0.5, 0.6), "amsgrad": True}),
    "AdamW": ("AdamW", {"lr": 0.01}),
    "AdamW, all": ("AdamW", {"lr": 0.02, "weight_decay": 0.3, "amsgrad": True, "maximize": True}),
    "RMSprop": ("RMSprop", {"lr": 0.01}),
    "RMSprop, momentum": ("RMSprop", {"lr": 0.01, "momentum": 0.7, "alpha": 0.9, "eps": 1e-3}),
    "RMSprop, centered": ("RMSprop", {"lr": 0.01, "centered": True}),
    "RMSprop, all": (
        "RMSprop",
        {"lr": 0.01, "momentum": 0.5, "centered": True, "weight_decay": 0.1, "maximize": True},
    ),
    "Adagrad": ("Adagrad", {"lr": 0.1}),
    "Adagrad, all": (
        "Adagrad",
        {
            "lr": 0.1,
            "lr_decay": 0.05,
            "weight_decay": 0.1,
            "initial_accumulator_value": 0.2,
            "maximize": True,
        },
    ),
}
SCHEDULES = {
    "none": lambda s, o: None,
    "StepLR": lambda s, o: s.StepLR(o, 7, gamma=0.5),
    "MultiStepLR": lambda s, o: s.MultiStepLR(o, [20, 3, 20, 31], gamma=0.3),
    "ExponentialLR": lambda s, o: s.ExponentialLR(o, 0.97),
    "ConstantLR": lambda s, o: s.ConstantLR(o, 0.3, 9),
    "LinearLR": lambda s, o: s.LinearLR(o, 0.1, 0.7, 33),
    "CosineAnnealingLR": lambda s, o: s.CosineAnnealingLR(o, 12, 0.001),
    "CosineAnnealingLR, odd": lambda s, o: s.CosineAnnealingLR(o, 7),
    "LambdaLR": lambda s, o: s.LambdaLR(o, lambda t: 1 / (1 + t)),
    "LambdaLR, each": lambda s, o: s.LambdaLR(o, [lambda t: 0.9**t, lambda t: 1 + t % 3]),
    "OneCycleLR": lambda s, o: s.OneCycleLR(o, 0.1, total_steps=STEPS, cycle_momentum=False),
    "OneCycleLR, line": lambda s, o: s.OneCycleLR(
        o, [0.1, 0.2], epochs=5, steps_per_epoch=11, anneal_strategy="linear", cycle_momentum=False
    ),
    "OneCycleLR, three": lambda s, o: s.OneCycleLR(
        o, 0.1, total_steps=60, three_phase=True, pct_start=0.4, div_factor=5.0, cycle_momentum=False
    ),
    "two at once": lambda s, o: Both(s.ExponentialLR(o, 0.95), s.StepLR(o, 10, 2.0)),
    "SequentialLR": lambda s, o: s.SequentialLR(
        o, [s.LinearLR(o, 0.2, total_iters=8), s.CosineAnnealingLR(o, 30), s.ExponentialLR(o, 0.9)], [10, 35]
    ),
    "SequentialLR, others": lambda s, o: s.SequentialLR(
        o, [s.ConstantLR(o, 0.5, 4), s.StepLR(o, 5), s.LambdaLR(o, lambda t: 0.5**t)], [7, 30]
    ),
    "ReduceLROnPlateau": lambda s, o: s.ReduceLROnPlateau(o, factor=0.5, patience=2, cooldown=2),
    "ReduceLROnPlateau, max": lambda s, o: s.ReduceLROnPlateau(
        o, "max", 0.3, 1, threshold=0.05, threshold_mode="abs", min_lr=[0.002, 0.0001], eps=1e-3
    ),
}
CYCLES_MOMENTUM = {
    "momentum": ("SGD", {"lr": 0.05, "momentum": 0.9}),
    "betas": ("Adam", {"lr": 0.01}),
    "RMSprop": ("RMSprop", {"lr": 0.01, "momentum": 0.5}),
}


class Both:
    """Two schedules stepped together."""

    def __init__(self, *schedules):
        self.schedules = schedules

    def step(self):
        for one in self.schedules:
            one.step()

    def get_last_lr(self):
        return self.schedules[-1].get_last_lr()

    def state_dict(self):
        return [one.state_dict() for one in self.schedules]

    def load_state_dict(self, state):
        for one, its in zip(self.schedules, state, strict=True):
            one.load_state_dict(its)


class Run:
    """The same training in either library: gradients of a bowl, pulled about by noise."""

    def __init__(self, library, name, settings, schedule):
        rng = np.random.default_rng(0)
        values = [np.asarray(rng.normal(size=shape)) for shape in SHAPES]
        if library == "ours":
            self.params = [Tensor(value, requires_grad=True) for value in values]
            settings = settings | ({"momentum_rule": "pytorch"} if name == "SGD" else {})
            self.optimizer = getattr(optim, name)(self._groups(settings), **settings)
            self.schedule = schedule(our_schedules, self.optimizer)
        else:
            self.params = [torch.tensor(value, requires_grad=True) for value in values]
            self.optimizer = getattr(torch.optim, name)(self._groups(settings), **settings)
            self.schedule = schedule(their_schedules, self.optimizer)
        self.library, self.rng, self.rates = library, np.random.default_rng(1), []

    def _groups(self, settings):
        return [{"params": self.params[:2]}, {"params": self.params[2:], "lr": settings["lr"] * 2}]

    def values(self):
        return [p.data.copy() if self.library == "ours" else p.detach().numpy().copy() for p in self.params]

    def go(self, steps):
        for i in range(steps):
            for j, (p, value) in enumerate(zip(self.params, self.values(), strict=True)):
                g = np.asarray(value + self.rng.normal(size=value.shape))
                if i % 5 == 3 and j == 1:
                    p.grad = None
                else:
                    p.grad = Tensor(g) if self.library == "ours" else torch.tensor(g)
            self.optimizer.step()
            if self.schedule is not None:
                plateau = type(self.schedule).__name__ == "ReduceLROnPlateau"
                self.schedule.step(*([abs(np.sin(i)) + 1 / (1 + i)] if plateau else []))
                self.rates.append(self.schedule.get_last_lr())
                assert self.rates[-1] == [group["lr"] for group in self.optimizer.param_groups]
        return self


def agree(ours, theirs):
    np.testing.assert_allclose(ours.rates, theirs.rates, rtol=1e-12, atol=1e-16)
    for mine, other in zip(ours.values(), theirs.values(), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-9)


@pytest.mark.filterwarnings("ignore:.*lr_scheduler.step.*")
@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
@pytest.mark.parametrize(("name", "settings"), OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_with_every_schedule_goes_pytorch_s_way(name, settings, schedule):
    ours, theirs = (Run(library, name, settings, schedule).go(STEPS) for library in ("ours", "theirs"))
    agree(ours, theirs)


@pytest.mark.parametrize(("name", "settings"), CYCLES_MOMENTUM.values(), ids=CYCLES_MOMENTUM)
def test_one_cycle_turns_the_momentum_as_pytorch_does(name, settings):
    def schedule(s, o):
        return s.OneCycleLR(o, 0.1, total_steps=STEPS, base_momentum=0.6, max_momentum=[0.9, 0.8])

    ours, theirs = (Run(library, name, settings, schedule) for library in ("ours", "theirs"))
    for _ in range(STEPS):
        agree(ours.go(1), theirs.go(1))
        for mine, other in zip(ours.optimizer.param_groups, theirs.optimizer.param_groups, strict=True):
            key = "betas" if "betas" in mine else "momentum"
            np.testing.assert_allclose(mine[key], other[key], rtol=1e-12)


RESUMED = {name: schedule for name, schedule in SCHEDULES.items() if name != "none"}


@pytest.mark.filterwarnings("ignore:.*lr_scheduler.step.*")
@pytest.mark.parametrize("schedule", RESUMED.values(), ids=RESUMED)
@pytest.mark.parametrize(("name", "settings"), [OPTIMIZERS["SGD, all"], OPTIMIZERS["AdamW, all"]], ids=str)
def test_a_run_of_pytorch_s_goes_on_here_from_its_states(name, settings, schedule):
    theirs, ours = Run("theirs", name, settings, schedule).go(20), Run("ours", name, settings, schedule)
    ours.optimizer.load_state_dict(theirs.optimizer.state_dict())
    ours.schedule.load_state_dict(theirs.schedule.state_dict())
    for p, value in zip(ours.params, theirs.values(), strict=True):
        p.data = value
    ours.rng, ours.rates = copy.deepcopy(theirs.rng), list(theirs.rates)
    agree(ours.go(30), theirs.go(30))


@pytest.mark.parametrize(("name", "settings"), OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_run_of_ours_goes_on_in_pytorch_from_its_state(name, settings):
    ours, theirs = (Run(library, name, settings, SCHEDULES["none"]) for library in ("ours", "theirs"))
    state = ours.go(20).optimizer.state_dict()
    for one in state["state"].values():
        for key, value in one.items():
            one[key] = torch.tensor(value.data if isinstance(value, Tensor) else float(value))
    theirs.optimizer.load_state_dict(state)
    with torch.no_grad():
        for p, value in zip(theirs.params, ours.values(), strict=True):
            p.copy_(torch.tensor(value))
    theirs.rng = copy.deepcopy(ours.rng)
    agree(ours.go(30), theirs.go(30))
