"""Optimizer: the base class of all optimizers, with groups of parameters, settings and state."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from mytorch.checks import flag
from mytorch.errors import shown
from mytorch.optim import states
from mytorch.optim.settings import Made, Setting, meant, refuse_new_name
from mytorch.tensor import Tensor

__all__ = ["Optimizer"]


class Optimizer(metaclass=Made):
    """Changes parameters by their gradients; a subclass defines `step`.

    params: the tensors to change, for example `model.parameters()`; or a list of groups, each a dict with its
        own settings: `[{"params": a.parameters(), "lr": 0.1}, {"params": b.parameters()}]`.
    defaults: settings by name, for groups that do not give their own.

    `param_groups` is the list of the groups; they can be read and changed. `params` is the list of all
    parameters. `lr` is the learning rate that all groups have in common; assigning it changes all groups.

    `state[p]` is a dict of the arrays and numbers that a step keeps for parameter p, to use them in the next
    step. `state_dict()` contains it, so a user's own optimizer that keeps its arrays there can be saved too.

    A subclass sets its attributes in the class or in its __init__. Afterwards, assigning to a new public name
    raises AttributeError, for example `optimizer.lrr = 0.5`, as no code would read it. Names that begin with
    an underscore are always allowed.

    ValueError if there are no parameters, or one twice; TypeError if one is not a leaf Tensor of floats.

    >>> class Signs(mytorch.optim.Optimizer):
    ...     def step(self):
    ...         for p in self.params:
    ...             p.data = p.data - self.lr * np.sign(p.grad.data)
    >>> p = mytorch.tensor([1.0, 1.0], requires_grad=True)
    >>> (p * mytorch.tensor([2.0, -100.0])).sum().backward()
    >>> Signs([p], {"lr": 0.5}).step()
    >>> p
    tensor([0.5, 1.5], requires_grad=True)
    """

    # The names that state[p] may have; None allows all.
    state_names: Sequence[str] | None = None

    is_made = False  # becomes True when the constructor has ended
    lr = Setting()
    defaults: dict[str, Any]
    param_groups: list[dict[str, Any]]
    state: dict[Tensor, dict[str, Any]]

    def __init__(
        self, params: Iterable[Tensor] | Iterable[dict[str, Any]], defaults: Mapping[str, Any] | None = None
    ) -> None:
        if isinstance(params, Tensor | np.ndarray) or not isinstance(params, Iterable):
            raise TypeError(
                f"the optimizer expects several Tensors, as model.parameters(); got {shown(params)}."
            )
        given = list(params)
        self.defaults = {**vars(self).get("defaults", {}), **(defaults or {})}
        self.state = defaultdict(dict)
        self.param_groups = []
        groups: list[Any] = given if given and isinstance(given[0], dict) else [{"params": given}]
        for group in groups:
            self.add_param_group(group)
        if not self.params:
            raise ValueError("the optimizer got no parameters; pass model.parameters().")

    def __setattr__(self, name: str, value: Any) -> None:
        if self.is_made and not (name in vars(self) or name.startswith("_") or hasattr(type(self), name)):
            refuse_new_name(self, name)
        object.__setattr__(self, name, value)

    @property
    def params(self) -> list[Tensor]:
        """The parameters, group after group. Assigning is a ValueError where there are several groups."""
        if len(self.param_groups) == 1:
            return self.param_groups[0]["params"]
        return [p for group in self.param_groups for p in group["params"]]

    @params.setter
    def params(self, params: Iterable[Tensor]) -> None:
        if len(self.param_groups) != 1:
            raise ValueError(
                f"{type(self).__name__} has {len(self.param_groups)} groups: assign to "
                'optimizer.param_groups[0]["params"], and so on.'
            )
        self.param_groups[0]["params"] = list(params)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group, for example {"params": layer.parameters(), "lr": 0.01}.

        TypeError for what is no such dict, ValueError for a parameter that is there; then nothing changes.
        """
        if not isinstance(param_group, dict) or "params" not in param_group:
            raise TypeError(
                "the optimizer expects a group as a dict, {'params': model.parameters(), 'lr': 0.1}; got "
                f"{shown(param_group)}. Pass model.parameters() for one group of all."
            )
        there = self.params
        given = param_group["params"]
        params = [given] if isinstance(given, Tensor) else list(given)
        for i, p in enumerate(params, len(there)):
            if not (isinstance(p, Tensor) and p.is_leaf and p.dtype.kind == "f"):
                raise TypeError(
                    f"parameter {i} is not a leaf Tensor of floats: {shown(p)}. Pass model.parameters()."
                )
        if len({id(p) for p in there + params}) < len(there) + len(params):
            raise ValueError(
                "a parameter was given to the optimizer twice, and would be changed twice a step."
            )
        for name in param_group.keys() - self.defaults.keys():
            if near := meant(name, self.defaults):
                raise ValueError(f"a group has no setting {name!r}. Did you mean {near}?")
        group = {**self.defaults, **param_group, "params": params}
        self.settings(group)
        self.param_groups.append(group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Delete the gradients: each parameter's `.grad` becomes None; or zeros, if set_to_none is False."""
        forget = flag("zero_grad()", "set_to_none", set_to_none)
        for p in self.params:
            if forget:
                p.grad = None
            elif p.kept_grad is not None:
                p.kept_grad.fill_(0)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change each parameter once, by its gradient. A subclass must define this method.

        closure: a function that computes the gradients and returns the loss; `step` returns that loss.
        """
        raise NotImplementedError(f"{type(self).__name__} has no step method.")

    def loss_of(self, closure: Callable[[], Any] | None) -> Any:
        """What the closure given to `step` returns; None without one. TypeError for what is no function."""
        if not (closure is None or callable(closure)):
            raise TypeError(f"step() expects a function as closure; got {shown(closure)}.")
        return None if closure is None else closure()

    def settings(self, group: dict[str, Any]) -> Any:
        """Check a group's settings and return them in the form that `step` uses. A subclass defines it."""

    def settings_of_groups(self) -> list[Any]:
        """The settings of each group, checked again, as they may have changed since the last step.

        ValueError where one is missing.
        """
        try:
            return [self.settings(group) for group in self.param_groups]
        except KeyError as missing:
            raise ValueError(
                f"{type(self).__name__} finds no setting {missing} in one of its groups."
            ) from None

    # ---- state ---------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Copies of the state and of the settings, in PyTorch's layout; parameters are given by number.

        {"state": {0: {"exp_avg": …}, …}, "param_groups": [{"lr": …, "params": [0, 1]}]}
        """
        return states.taken(self.param_groups, self.kept())

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Replace the state and the settings by those of a state_dict, of this library or of PyTorch.

        KeyError, TypeError or ValueError if the groups, the shapes or the names in the state do not fit; then
        nothing has changed. PyTorch's settings `foreach`, `fused`, `capturable` and `differentiable` are
        ignored, as they do not change the result of a step.
        """
        owner, params = type(self).__name__, self.params
        groups, kept = states.checked(owner, state_dict, self.param_groups, params, self.state_names)
        for group in groups:
            self.settings(group)
        self.check_loaded(state_dict["param_groups"], kept)
        self.param_groups[:] = groups
        self.keep(kept)

    def check_loaded(self, listed: Sequence[Mapping[str, Any]], kept: Sequence[dict[str, Any]]) -> None:
        """A further check of a state by a subclass. ValueError if the subclass cannot use it."""

    def kept(self) -> list[dict[str, Any]]:
        """The state of each parameter, in the order of `params`."""
        return [self.state.get(p, {}) for p in self.params]

    def keep(self, kept: list[dict[str, Any]]) -> None:
        """Replace the state of each parameter."""
        new = [(p, of_one) for p, of_one in zip(self.params, kept, strict=True) if of_one]
        self.state = defaultdict(dict, new)
