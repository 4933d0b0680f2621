"""Adaptive: the step that Adam, AdamW, RMSprop and Adagrad have in common.

In the formulas of these files p is a parameter, g its gradient, t the number of the step, from 1 on; all
operations are elementwise.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mytorch import in_place
from mytorch.errors import shown
from mytorch.optim import states
from mytorch.optim.optimizer import Optimizer
from mytorch.optim.settings import Setting
from mytorch.tensor import Tensor

__all__ = ["Adaptive"]


class Adaptive(Optimizer):
    """Changes each parameter by a formula; a subclass defines `settings`, `start` and `change`.

    The state of a parameter is a count of its steps, "step", and the arrays that `start` names. It is made in
    the first step in which the parameter has a gradient. The state and the formula have the parameter's
    dtype, also after a conversion; but for float16 they have float32, as squares of small gradients would be
    0 in float16. A parameter without gradient does not change.
    """

    weight_decay = Setting()
    maximize = Setting()

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change each parameter once, in place, by its gradient.

        closure: a function that computes the gradients and returns the loss; `step` returns that loss.

        TypeError or ValueError for settings, states and gradients that do not fit, before anything changes.
        """
        loss = self.loss_of(closure)
        due: list[tuple[Tensor, np.ndarray, dict[str, Any], Any]] = []
        i = -1
        for group, settings in zip(self.param_groups, self.settings_of_groups(), strict=True):
            for p in group["params"]:
                i += 1
                if p.kept_grad is not None:
                    g = states.gradient(type(self).__name__, i, p, states.wide(p.array.dtype))
                    due.append((p, g, self._kept_of(i, p, settings), settings))
        with np.errstate(all="ignore"):  # overflow gives inf; a warning raised as an error would stop halfway
            for p, g, kept, settings in due:
                if p.array.dtype == g.dtype:
                    self.change(p.array, g, kept, settings)
                else:
                    x = p.array.astype(g.dtype)
                    self.change(x, g, kept, settings)
                    p.array[...] = x
                in_place.wrote(p)
                self.state[p] = kept
        return loss

    def start(self, settings: Any) -> dict[str, float]:
        """The names of the arrays in the state, and the number that each array is filled with at first."""
        raise NotImplementedError(f"{type(self).__name__} has no start method.")

    def change(self, x: np.ndarray, g: np.ndarray, kept: dict[str, Any], settings: Any) -> None:
        """The formula. It changes the parameter x and its state `kept` in place, and does not change g."""
        raise NotImplementedError(f"{type(self).__name__} has no change method.")

    def _kept_of(self, i: int, p: Tensor, settings: Any) -> dict[str, Any]:
        """The state of parameter i, checked; arrays that are missing are made."""
        owner, dtype, old = type(self).__name__, states.wide(p.array.dtype), self.state.get(p, {})
        if not isinstance(old, dict):
            raise ValueError(f"{owner} expects a dict as the state of parameter {i}; got {shown(old)}.")
        kept: dict[str, Any] = {"step": states.count(i, old.get("step", 0))}
        for name, number in self.start(settings).items():
            if name in old:
                kept[name] = states.fitted(owner, i, f"state[{i}][{name!r}]", old[name], p.array, dtype)
            else:
                kept[name] = np.full_like(p.array, number, dtype)
        return kept
