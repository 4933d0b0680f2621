"""Stochastic gradient descent, with momentum."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from mytorch import in_place
from mytorch.arguments import flag, number
from mytorch.errors import shown
from mytorch.optim import states
from mytorch.optim.optimizer import Optimizer
from mytorch.optim.settings import Setting
from mytorch.tensor import Tensor

__all__ = ["SGD"]

_HALF = np.dtype(np.float16)


class _Options(NamedTuple):
    """The settings of a group beside lr and momentum."""

    dampening: float
    weight_decay: float
    nesterov: bool
    maximize: bool
    course: bool  # True for the course's momentum rule, False for PyTorch's


_COURSE = "course"
_NONE = 0.0
_PLAIN = _Options(_NONE, _NONE, False, False, True)


class SGD(Optimizer):
    """v = momentum * v - lr * g,      p = p + v   (Fall 2020, 2.3 and 2.6)

    In the course's formula the velocity v contains lr; in PyTorch's it does not. With a constant lr both
    give the same parameters. `momentums` is the list of the velocities: arrays of the parameters' shapes,
    zeros at first. A parameter without gradient does not change. No step is recorded in a graph.

    momentum_rule="pytorch" selects PyTorch's formula, in which a new lr also applies to the old velocity:

        v = momentum * v + (1 - dampening) * g,      p = p - lr * v

    The first v is g, without dampening; before it, `momentums` contains None. With momentum 0 there is no v,
    and p = p - lr * g. Choose the rule once: the two rules cannot use each other's velocities.

    dampening: reduces the new gradient. By the course's rule v = momentum * v - lr * (1 - dampening) * g.
    weight_decay: λ; the gradient becomes g + λ p.
    nesterov: takes the gradient step from where the velocity leads (Sutskever et al. 2013), by the course's
        rule p = p + momentum * v - lr * g, by PyTorch's p = p - lr * (g + momentum * v). It requires
        momentum, and dampening 0.
    maximize: go up instead of down: the gradient becomes -g.

    lr, momentum, dampening and weight_decay are finite numbers of at least 0, and may be assigned at any
    time. If a parameter was converted to another dtype, the next step converts its velocity.

    `step` raises TypeError or ValueError for settings, velocities and gradients that do not fit, before any
    parameter or velocity has changed.

    >>> p = mytorch.tensor([1.0], requires_grad=True)
    >>> optimizer = mytorch.optim.SGD([p], lr=0.25)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p.tolist()  # 1 - 0.25 * 2
    [0.5]
    >>> optimizer.zero_grad()
    """

    state_names = ("momentum_buffer",)

    momentum = Setting()
    dampening = Setting()
    weight_decay = Setting()
    nesterov = Setting()
    maximize = Setting()
    momentum_rule = Setting()
    momentums: list[Any]

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float = 0.001,
        momentum: float = 0.0,
        dampening: float = _NONE,
        weight_decay: float = _NONE,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        momentum_rule: str = _COURSE,
    ) -> None:
        self.momentums = []
        settings = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "momentum_rule": momentum_rule,
        }
        super().__init__(params, settings)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group, for example {"params": layer.parameters(), "lr": 0.01}. An error changes nothing."""
        super().add_param_group(param_group)
        group = self.param_groups[-1]
        self.momentums += [self._at_rest(group, p) for p in group["params"]]

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change each parameter once, in place, by its gradient.

        closure: a function that computes the gradients and returns the loss; `step` returns that loss.
        """
        loss = self.loss_of(closure)
        groups = [(*settings, []) for settings in self.settings_of_groups()]
        params, momentums = self.params, self.momentums
        if len(momentums) != len(params):
            raise ValueError(
                f"SGD has {len(params)} parameters and {len(momentums)} momentums, not one each."
            )
        i = -1
        for group, (*_, options, due) in zip(self.param_groups, groups, strict=True):
            for p in group["params"]:
                i += 1
                if p.kept_grad is None:
                    continue
                v, g, data = momentums[i], p.kept_grad.array, p.array
                if not (
                    type(v) is type(g) is np.ndarray
                    and v.shape == g.shape == data.shape
                    and v.dtype == g.dtype == data.dtype
                    and data.dtype.kind == "f"
                    and v.flags.writeable
                    and data.flags.writeable
                ):
                    g = states.gradient("SGD", i, p)
                    if v is not None or options.course:
                        v = states.fitted("SGD", i, f"momentums[{i}]", v, data)
                due.append((i, p, v, g))
        with np.errstate(all="ignore"):  # overflow gives inf; a warning raised as an error would stop halfway
            for lr, momentum, options, due in groups:
                if options is not _PLAIN:
                    self._step_with_options(lr, momentum, options, due)
                    continue
                for i, p, v, g in due:
                    if v.dtype == _HALF:  # lr * g could become 0 in float16
                        v[...] = momentum * v.astype(np.float32) - lr * g.astype(np.float32)
                    else:
                        v *= momentum
                        v -= lr * g
                    p.array += v
                    in_place.wrote(p)
                    self.momentums[i] = v
        return loss

    def _step_with_options(
        self, lr: float, momentum: float, options: _Options, due: list[tuple[int, Tensor, Any, np.ndarray]]
    ) -> None:
        for i, p, v, g in due:
            dtype = states.wide(p.array.dtype)
            x, g = p.array.astype(dtype), g.astype(dtype)
            if options.maximize:
                g = -g
            if options.weight_decay:
                g = g + options.weight_decay * x
            if options.course:
                v = momentum * v.astype(dtype) - lr * (1 - options.dampening) * g
                x += momentum * v - lr * g if options.nesterov else v
            else:
                if momentum:
                    v = g if v is None else momentum * v.astype(dtype) + (1 - options.dampening) * g
                    g = g + momentum * v if options.nesterov else v
                x -= lr * g
            p.array[...] = x
            in_place.wrote(p)
            self.momentums[i] = None if v is None else np.asarray(v, p.array.dtype)

    def settings(self, group: dict[str, Any]) -> tuple[float, float, _Options]:
        """lr, momentum and the other settings of a group, checked."""
        lr, momentum = number("SGD", "lr", group["lr"]), number("SGD", "momentum", group["momentum"])
        plain = group["dampening"], group["weight_decay"], group["nesterov"], group["maximize"]
        rule = group["momentum_rule"]
        if rule is _COURSE and all(map(operator.is_, plain, _PLAIN)):
            return lr, momentum, _PLAIN  # the usual case, recognised quickly
        if not (isinstance(rule, str) and rule in ("course", "pytorch")):
            raise ValueError(f'SGD expects momentum_rule "course" or "pytorch"; got {shown(rule)}.')
        options = _Options(
            number("SGD", "dampening", group["dampening"]),
            number("SGD", "weight_decay", group["weight_decay"]),
            flag("SGD", "nesterov", group["nesterov"]),
            flag("SGD", "maximize", group["maximize"]),
            rule == "course",
        )
        if options.nesterov and (momentum == 0 or options.dampening):
            raise ValueError(
                f"SGD expects momentum above 0 and dampening 0 with nesterov; got {momentum} and "
                f"{options.dampening}."
            )
        return lr, momentum, _PLAIN if options == _PLAIN else options

    # ---- state ---------------------------------------------------------------------------------

    def kept(self) -> list[dict[str, Any]]:
        """The velocity of each parameter, with the name that PyTorch gives it."""
        return [{} if v is None else {"momentum_buffer": v} for v in self.momentums]

    def check_loaded(self, listed: Sequence[Mapping[str, Any]], kept: Sequence[dict[str, Any]]) -> None:
        """ValueError if the velocities in the state are of the other momentum rule."""
        for mine, theirs in zip(self.param_groups, listed, strict=True):
            rule = theirs.get("momentum_rule", "pytorch")  # PyTorch's own state does not name it
            if any(kept) and rule != mine["momentum_rule"]:
                raise ValueError(
                    f"the state's velocities are by the momentum rule {rule!r}, this optimizer's by "
                    f"{mine['momentum_rule']!r}. Make it with SGD(…, momentum_rule={rule!r})."
                )

    def keep(self, kept: list[dict[str, Any]]) -> None:
        """Replace the velocities; those that are missing start again."""
        rest = [self._at_rest(group, p) for group in self.param_groups for p in group["params"]]
        self.momentums[:] = [one.get("momentum_buffer", v) for one, v in zip(kept, rest, strict=True)]

    @staticmethod
    def _at_rest(group: dict[str, Any], p: Tensor) -> np.ndarray | None:
        """The velocity before the first step."""
        return np.zeros_like(p.array) if group["momentum_rule"] == "course" else None
