"""Runs PyTorch's samples of all ops, modules and optimizers, and remembers what came of them."""

from functools import cache

import numpy as np
import torch

import mytorch
from tests.oracle.pytorch_names import modules, operations, optimizers
from tests.oracle.pytorch_names.samples import REFUSALS, Outcome, close, compare


def of_operation(info, function):
    """The outcome of each sample of an op."""
    outcomes = []
    for args, kwargs in operations.samples(info):
        random = info.name in operations.RANDOM or kwargs.get("dropout_p", 0) > 0
        gradients = info.supports_autograd and not random
        outcomes.append(compare(info.op, function, (args, kwargs), gradients=gradients, values=not random))
    return outcomes


def of_module(info, kind):
    """The outcome of each sample of a module, in training and in evaluation: outputs, gradients and state."""
    outcomes = []
    for training in (True, False):
        for construction, call in modules.samples(info, training):
            try:
                theirs, ours = modules.pair(info, kind, construction, training)
            except REFUSALS as refusal:
                outcomes.append(Outcome("refused", f"{type(refusal).__name__}: {refusal}"))
                continue
            random = "Dropout" in kind.__name__ and training
            outcome = compare(theirs, ours, call, values=not random, gradients=not random)
            if outcome.kind == "agrees" and not random:
                outcome = _parameters(theirs, ours)
            outcomes.append(outcome)
    return outcomes


def _parameters(theirs, ours):
    """Whether the gradients of the parameters agree, and what is kept beside them."""
    gradients = {n: p.grad for n, p in theirs.named_parameters()}
    own = dict(zip(ours.state_dict(), [t for _, t in ours._state()], strict=True))
    for name, gradient in gradients.items():
        if gradient is not None and not close(gradient.numpy(), np.array(own[name].grad.data)):
            return Outcome("differs", f"gradient of {name}")
    for name, buffer in theirs.named_buffers():
        if name in own and not close(buffer.numpy(), np.array(own[name].data)):
            return Outcome("differs", f"buffer {name}")
    return Outcome("agrees")


def of_optimizer(info, kind):
    """The outcome of each sample of an optimizer."""
    outcomes = []
    for settings in optimizers.samples(info):
        settings.pop("foreach", None)
        own = dict(settings)
        if kind is mytorch.optim.SGD:
            own["momentum_rule"] = "pytorch"
            own.setdefault("lr", 1e-3)
        try:
            ours = optimizers.trajectory(mytorch, kind, own)
        except REFUSALS as refusal:
            outcomes.append(Outcome("refused", f"{type(refusal).__name__}: {refusal}"))
            continue
        theirs = optimizers.trajectory(torch, info.optim_cls, settings)
        agrees = close(theirs, ours)
        outcomes.append(Outcome("agrees" if agrees else "differs", "" if agrees else str(settings)))
    return outcomes


@cache
def everything():
    """{"ops": {title: {kind: count}}, "modules": …, "optimizers": …}, and what differs under details()."""
    return {
        group: {title: _counted(outcomes) for title, outcomes in found.items()}
        for group, found in outcomes().items()
    }


@cache
def outcomes():
    """{group: {title: the outcomes of its samples}}."""
    torch.manual_seed(0)
    defaults = torch.get_default_dtype(), mytorch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    mytorch.set_default_dtype(np.float64)
    try:
        return _outcomes()
    finally:
        torch.set_default_dtype(defaults[0])
        mytorch.set_default_dtype(defaults[1])


def _outcomes():
    np.random.seed(0)  # noqa: NPY002 (mytorch draws from it)
    found = {"ops": {}, "modules": {}, "optimizers": {}}
    for title, info, function in operations.common():
        found["ops"].setdefault(title, []).extend(of_operation(info, function))
    for title, info, kind in modules.common():
        found["modules"][title] = of_module(info, kind)
    for title, info, kind in optimizers.common():
        found["optimizers"][title] = of_optimizer(info, kind)
    return found


def _counted(outcomes):
    kinds = {}
    for outcome in outcomes:
        kinds[outcome.kind] = kinds.get(outcome.kind, 0) + 1
    return kinds
