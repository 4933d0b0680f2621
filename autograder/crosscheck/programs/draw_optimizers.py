"""Drawing optimizers and their steps."""

from typing import Any

from autograder.crosscheck.programs.sketch import Sketch, Unfit
from autograder.crosscheck.programs.statement import Statement

__all__ = ["Optimizers"]

# What may be drawn for each setting. With an eps as small as the defaults, rounding would decide the step
# of a gradient that is 0 but for rounding.
_EPS = [0.02, 0.1]
_SETTINGS: dict[str, dict[str, list[Any]]] = {
    "SGD": {"momentum": [0.0, 0.5, 0.9], "weight_decay": [0.0, 0.1], "maximize": [False, True]},
    "Adam": {
        "betas": [(0.5, 0.75), (0.9, 0.8)],
        "eps": _EPS,
        "weight_decay": [0.0, 0.1],
        "amsgrad": [False, True],
        "maximize": [False, True],
    },
    "RMSprop": {
        "alpha": [0.5, 0.9],
        "eps": _EPS,
        "weight_decay": [0.0, 0.1],
        "momentum": [0.0, 0.5],
        "centered": [False, True],
        "maximize": [False, True],
    },
    "Adagrad": {
        "eps": _EPS,
        "lr_decay": [0.0, 0.5],
        "weight_decay": [0.0, 0.1],
        "initial_accumulator_value": [0.0, 0.25],
        "maximize": [False, True],
    },
}
_SETTINGS["AdamW"] = _SETTINGS["Adam"]


class Optimizers(Sketch):
    """Those of PyTorch, where both libraries are to make the same step."""

    def optimizer(self) -> None:
        """A new one, or a step of one, or a new rate for one."""
        if not self.optimizers or self.rng.random() < 0.2:
            self.new_optimizer()
        name = self.pick(self.optimizers)
        if self.rng.random() < 0.15 and name not in self.of_one_rate:
            lr = self.pick([0.05, 0.2])
            source = f"{name}.param_groups[0]['lr'] = {lr}"
            self.add(Statement("a new rate", "rate", source, reads=(name,), given=lr))
        action, method = self.pick([("step", "step()"), ("step", "step()"), ("zero", "zero_grad()")])
        self.add(Statement(f"optimizer.{method}", action, f"{name}.{method}", reads=(name,)))

    def new_optimizer(self) -> None:
        """Of a kind and with settings at random, for up to three leaves."""
        leaves = [n for n in self.tensors if self.value(n).is_leaf and self.value(n).requires_grad]
        leaves = list({id(self.value(n)): n for n in leaves}.values())  # each under one name
        params = tuple(str(n) for n in self.rng.permutation(leaves)[:3])
        if not params:
            raise Unfit
        kind = self.pick(["SGD", "SGD", "SGD", "Adam", "AdamW", "RMSprop", "Adagrad"])
        settings = {"lr": self.pick([0.1, 0.5])}
        settings |= {name: self.pick(values) for name, values in _SETTINGS[kind].items()}
        name, rule = self.fresh("opt"), ""
        if kind == "SGD":
            if settings["momentum"] and self.rng.random() < 0.4:
                settings["nesterov"] = True
            if self.rng.random() < 0.5:
                rule = ", momentum_rule='pytorch'"
                if settings["momentum"] and "nesterov" not in settings:
                    settings["dampening"] = self.pick([0.0, 0.25])
            else:  # by the course's rule a new rate would not apply to the old velocity
                self.of_one_rate.append(name)
        given = ", ".join(f"{key}={value!r}" for key, value in settings.items())
        theirs = f"{name} = torch.optim.{kind}([{', '.join(params)}], {given})"
        ours = f"{name} = optim.{kind}([{', '.join(params)}], {given}{rule})"
        decoupled = {"decoupled": True} if kind == "AdamW" else {}
        line = Statement(
            f"optim.{kind}",
            "optimizer",
            ours,
            theirs,
            "",
            name,
            params,
            given=(kind, settings | decoupled),
        )
        self.add(line)
        self.optimizers.append(name)
