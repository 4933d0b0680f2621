"""Hooks, autograd.grad and autograd.functional: small programs that do the same in both libraries.

A program gets the library: how leaves and constants are made, its nn and its autograd.
"""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

import mytorch
from mytorch import Tensor

OURS = SimpleNamespace(
    leaf=lambda values: Tensor(values, requires_grad=True),
    constant=Tensor,
    nn=mytorch.nn,
    autograd=mytorch.autograd,
    no_grad=mytorch.no_grad,
)
THEIRS = SimpleNamespace(
    leaf=lambda values: torch.tensor(values, dtype=torch.float64, requires_grad=True),
    constant=lambda values: torch.tensor(values, dtype=torch.float64),
    nn=torch.nn,
    autograd=torch.autograd,
    no_grad=torch.no_grad,
)
pytestmark = pytest.mark.filterwarnings(
    "ignore::UserWarning"
)  # PyTorch's, of the cycle that create_graph makes


def numbers(tree):
    if isinstance(tree, tuple | list):
        return [numbers(part) for part in tree]
    return tree.detach().numpy().tolist() if isinstance(tree, Tensor | torch.Tensor) else tree


def hooks_in_order(lib):
    x, log = lib.leaf([1.0, 2.0]), []
    x.register_hook(lambda g: log.append(numbers(g)))
    x.register_hook(lambda g: g * 2)
    y = x * 3
    y.register_hook(lambda g: log.append(["y", numbers(g)]))
    y.retain_grad()
    y.register_hook(lambda g: g * 5)
    (y * y).sum().backward()
    return log, x.grad, y.grad


def hooks_of_chosen_inputs(lib):
    x = lib.leaf([1.0, 2.0])
    y = x * 3
    x.register_hook(lambda g: g * 2)
    y.register_hook(lambda g: g * 5)
    return lib.autograd.grad((y * y).sum(), [x], retain_graph=True), lib.autograd.grad((y * y).sum(), [y])


def kept_twice(lib):
    x = lib.leaf([1.0, 2.0])
    y = x * 3
    y.retain_grad()
    z = (y * y).sum()
    z.backward(retain_graph=True)
    first = numbers(y.grad)
    z.backward()
    return first, y.grad, x.grad, y.retains_grad, x.retains_grad


def kept_through_a_change_in_place(lib):
    x = lib.leaf([1.0, 2.0])
    y = x * 3
    y.retain_grad()
    y.register_hook(lambda g: g * 5)
    y += 1
    y.register_hook(lambda g: g * 7)
    (y * y).sum().backward()
    return y.grad, x.grad, y.retains_grad


def removed(lib):
    x = lib.leaf([1.0, 2.0])
    handle = x.register_hook(lambda g: g * 2)
    handle.remove()
    handle.remove()
    (x * x).sum().backward()
    return x.grad


def hooks_of_recorded_walks(lib):
    x = lib.leaf([2.0])
    y = x * x
    y.register_hook(lambda g: g * y)
    (g,) = lib.autograd.grad(y, x, create_graph=True)
    return g, lib.autograd.grad(g, x)


def unused(lib):
    x, y = lib.leaf([1.0]), lib.leaf([2.0])
    return (
        lib.autograd.grad(x.sum(), [x, y], allow_unused=True),
        lib.autograd.grad(x.sum(), [x, y], materialize_grads=True),
    )


def several_outputs(lib):
    x = lib.leaf([1.0, 2.0])
    y = x.sum()
    return lib.autograd.grad([y, y * 2], [x], grad_outputs=[None, lib.constant(3.0)])


def recorded_gradients_add_up(lib):
    x = lib.leaf([1.0, 2.0])
    (x**3).sum().backward(create_graph=True)
    first = x.grad
    (x**3).sum().backward(create_graph=True)
    second = x.grad
    return first, second, first is second, second.requires_grad


def what_requires_a_gradient(lib):
    x = lib.leaf([1.0, 2.0])
    plain, linear = (lib.autograd.grad(x.sum(), x, create_graph=record)[0] for record in (False, True))
    y = (x * x).sum()
    with lib.no_grad():
        (inside,) = lib.autograd.grad(y, x, create_graph=True)
    return plain.requires_grad, linear.requires_grad, inside.requires_grad


def backward_of_several(lib):
    x, w = lib.leaf([1.0, 2.0]), lib.leaf(3.0)
    lib.autograd.backward([x.sum() * w, x * w], [None, lib.constant([1.0, 0.0])])
    return x.grad, w.grad


def matrices(lib):
    f, x, w = lib.autograd.functional, lib.constant([1.0, 2.0]), lib.constant([3.0, 4.0])

    def several(x, w):
        return x * w, (x * x).sum()

    def one(x, w):
        return (x * x * w).sum()

    return (
        f.jacobian(several, (x, w)),
        f.jacobian(lambda x: x * x, (x,)),
        f.jacobian(lambda x, w: x * 2, (x, w)),
        f.jacobian(lambda x: lib.constant([1.0]), x),
        f.hessian(one, (x, w)),
        f.hessian(lambda x: x.sum(), x),
        f.vjp(several, (x, w), (x, lib.constant(2.0))),
        f.jvp(several, (x, w), (w, x)),
        f.vhp(one, (x, w), (w, x)),
        f.hvp(one, (x, w), (w, x)),
    )


def module_hooks(lib):
    layer, log = lib.nn.Linear(2, 2), []
    with lib.no_grad():
        layer.weight *= 0
        layer.weight += 1
        layer.bias *= 0
    if lib is THEIRS:
        layer.double()
    layer.register_full_backward_hook(lambda m, given, got: log.append(numbers([given, got])))
    layer.register_forward_pre_hook(
        lambda m, args: (log.append(["before", numbers(args)]), (args[0] * 2,))[1]
    )
    layer.register_forward_pre_hook(lambda m, args: log.append(["first", numbers(args)]), prepend=True)
    layer.register_forward_hook(
        lambda m, args, out: (log.append(["after", numbers([args, out])]), out + 1)[1]
    )
    z = [layer(lib.constant([[1.0, 2.0]])), layer(lib.leaf([[1.0, 2.0]]))]
    for y in z:
        y.sum().backward()
    return log, z


def module_hooks_of_several_inputs(lib):
    class Pair(lib.nn.Module):
        def forward(self, x, y, constant=None):
            return x * y, x.sum()

    pair, log = Pair(), []

    def hook(module, given, got):
        log.append(numbers([given, got]))
        return given[0] * 10, *given[1:]

    pair.register_full_backward_hook(hook)
    x, y = lib.leaf([1.0, 2.0]), lib.leaf([3.0, 4.0])
    z, total = pair(x, y, None)
    (z.sum() + total).backward()
    z, total = pair(x, y)
    z.sum().backward()
    return log, x.grad, y.grad


def module_hooks_differentiated(lib):
    layer, x = lib.nn.ReLU(), lib.leaf(2.0)
    layer.register_full_backward_hook(lambda module, given, got: (given[0] * x,))
    (g,) = lib.autograd.grad(layer(x) ** 2, x, create_graph=True)
    return g, lib.autograd.grad(g, x)


PROGRAMS = [
    hooks_in_order,
    hooks_of_chosen_inputs,
    kept_twice,
    kept_through_a_change_in_place,
    removed,
    hooks_of_recorded_walks,
    unused,
    several_outputs,
    recorded_gradients_add_up,
    what_requires_a_gradient,
    backward_of_several,
    matrices,
    module_hooks,
    module_hooks_of_several_inputs,
    module_hooks_differentiated,
]


def flat(tree):
    if isinstance(tree, list):
        return [leaf for part in tree for leaf in (["["], *map(flat, [part]), ["]"]) for leaf in leaf]
    return [tree]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_both_libraries_do_the_same(program):
    ours, theirs = flat(numbers(program(OURS))), flat(numbers(program(THEIRS)))
    assert len(ours) == len(theirs), (ours, theirs)
    for one, other in zip(ours, theirs, strict=True):
        if isinstance(other, float):
            np.testing.assert_allclose(one, other, rtol=1e-12)
        else:
            assert one == other


REFUSED = {
    "unused": lambda lib: lib.autograd.grad(lib.leaf(1.0) * 1, lib.leaf(1.0)),
    "several elements": lambda lib: lib.autograd.grad(lib.leaf([1.0, 2.0]) * 1, lib.leaf(1.0)),
    "a constant as input": lambda lib: lib.autograd.grad(lib.leaf(1.0) * 1, lib.constant(1.0)),
    "a constant as output": lambda lib: lib.autograd.grad(lib.constant(1.0) * 1, lib.leaf(1.0)),
    "hook of a constant": lambda lib: lib.constant(1.0).register_hook(lambda g: g),
    "constant that keeps": lambda lib: lib.constant(1.0).retain_grad(),
    "hvp of several": lambda lib: lib.autograd.functional.hvp(
        lambda x: x, lib.leaf([1.0]), lib.leaf([1.0, 2.0])
    ),
    "strict": lambda lib: lib.autograd.functional.jacobian(
        lambda x, y: x, (lib.leaf(1.0), lib.leaf(1.0)), strict=True
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_both_libraries_refuse_with_the_same_kind_of_error(name):
    for lib in (OURS, THEIRS):
        with pytest.raises(RuntimeError):
            REFUSED[name](lib)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_both_libraries_find_a_nan_but_no_infinity():
    for lib in (OURS, THEIRS):
        x = lib.leaf([1.0, 0.0])
        with lib.autograd.detect_anomaly():
            (1 / x).sum().backward()
            z = (x / x).sum()
            with pytest.raises(RuntimeError, match="Div"):
                z.backward()
