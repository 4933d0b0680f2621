"""Hooks on modules: when they are called, with what, and what comes of their answers."""

import copy
import pickle
import re

import numpy as np
import pytest

from mytorch import autograd, no_grad
from mytorch.nn import Identity, Linear, Module, ReLU, Sequential
from mytorch.tensor import Tensor


def leaf(values):
    return Tensor(values, requires_grad=True)


class Pair(Module):
    """Two inputs, one of them used in both outputs."""

    def forward(self, x, y, scale=1):
        return x * y * scale, x.sum()


def numbers(tree):
    if isinstance(tree, tuple | list):
        return tuple(numbers(part) for part in tree)
    return tree.data.tolist() if isinstance(tree, Tensor) else tree


def test_forward_hooks_are_called_in_order_with_the_module():
    layer, calls = ReLU(), []
    layer.register_forward_hook(lambda module, args, output: calls.append(("after", module, numbers(output))))
    layer.register_forward_pre_hook(lambda module, args: calls.append(("before", module, numbers(args))))
    layer.register_forward_pre_hook(lambda module, args: calls.append(("first", module, None)), prepend=True)
    layer(Tensor([-1.0, 2.0]))
    assert calls == [("first", layer, None), ("before", layer, ([-1, 2],)), ("after", layer, [0, 2])]


def test_what_forward_hooks_return_takes_the_place():
    layer = ReLU()
    layer.register_forward_pre_hook(lambda module, args: -args[0])
    layer.register_forward_pre_hook(lambda module, args: (args[0] * 2,))
    layer.register_forward_hook(lambda module, args, output: output + 1)
    layer.register_forward_hook(lambda module, args, output: None)
    assert layer(Tensor([-1.0, 2.0])).data.tolist() == [3, 1]


def test_hooks_can_have_the_keyword_arguments_too():
    pair, seen = Pair(), []
    pair.register_forward_pre_hook(lambda m, args, kwargs: (args, {"scale": 3}), with_kwargs=True)
    pair.register_forward_hook(lambda m, args, kwargs, output: seen.append(kwargs), with_kwargs=True)
    pair.register_forward_pre_hook(lambda m, args, kwargs: None, with_kwargs=True)
    assert numbers(pair(Tensor(2.0), Tensor(5.0), scale=2)) == (30.0, 2.0)
    assert seen == [{"scale": 3}]
    pair.register_forward_pre_hook(lambda m, args, kwargs: args, with_kwargs=True)
    with pytest.raises(RuntimeError, match=re.escape("returns None, or a tuple (args, kwargs)")):
        pair(Tensor(2.0), Tensor(5.0))


def test_a_handle_takes_the_hook_away():
    layer = ReLU()
    handles = [
        layer.register_forward_pre_hook(lambda module, args: args[0] * 2),
        layer.register_forward_hook(lambda module, args, output: output * 3),
        layer.register_full_backward_hook(lambda module, grad_input, grad_output: (grad_input[0] * 5,)),
    ]
    for handle, value, gradient in zip(handles, [6, 3, 1], [30, 15, 5], strict=True):
        x = leaf([1.0])
        y = layer(x)
        y.sum().backward()
        assert (y.item(), x.grad.item()) == (value, gradient)
        handle.remove()
    x = leaf([1.0])
    layer(x).sum().backward()
    assert x.grad.item() == 1


def test_a_backward_hook_sees_the_gradients_of_inputs_and_output():
    layer, calls = Linear(2, 1), []
    layer.weight.data = [[3.0, 4.0]]
    layer.register_full_backward_hook(lambda module, *grads: calls.append((module, *map(numbers, grads))))
    x = leaf([[1.0, 2.0]])
    (layer(x) * 5).sum().backward()
    assert calls == [(layer, ([[15, 20]],), ([[5]],))]
    assert x.grad.data.tolist() == [[15, 20]]
    assert layer.weight.grad.data.tolist() == [[5, 10]]


def test_a_module_that_gives_what_it_got_has_both_gradients():
    layer, calls = Identity(), []
    layer.register_full_backward_hook(lambda module, *grads: calls.append(numbers(grads)))
    (layer(leaf([1.0])) * 3).sum().backward()
    assert calls == [(([3],), ([3],))]


def test_a_module_that_gives_its_parameter_leaves_no_hook_on_it():
    class Constant(Module):
        def __init__(self):
            super().__init__()
            self.weight = Tensor([1.0], requires_grad=True, is_parameter=True)

        def forward(self, x):
            return self.weight

    constant, calls = Constant(), []
    constant.register_full_backward_hook(lambda module, *grads: calls.append(numbers(grads)))
    for _ in range(2):
        (constant(Tensor([0.0])) * 2).sum().backward()
    assert calls == [((None,), ([2],))] * 2


def test_a_named_tuple_stays_one():
    class Best(Module):
        def forward(self, x):
            return x.max(0)

    best, calls = Best(), []
    best.register_full_backward_hook(lambda module, *grads: calls.append(numbers(grads)))
    result = best(leaf([1.0, 2.0]))
    assert (result.values.item(), result.indices.item()) == (2, 1)
    result.values.backward()
    assert calls == [(([0, 1],), (1.0, None))]


def test_a_backward_hook_has_all_gradients_of_several_inputs_at_once():
    pair, calls = Pair(), []

    def scale_the_first(module, grad_input, grad_output):
        calls.append((numbers(grad_input), numbers(grad_output)))
        return grad_input[0] * 10, *grad_input[1:]

    pair.register_full_backward_hook(scale_the_first)
    x, y = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    z, total = pair(x, y, 1)
    (z.sum() + total).backward()
    assert calls == [(([4, 5], [1, 2], None), ([1, 1], 1.0))]
    assert x.grad.data.tolist() == [40, 50]
    assert y.grad.data.tolist() == [1, 2]
    z, total = pair(x, Tensor([3.0, 4.0]))
    total.backward()
    assert calls[1] == (([1, 1], None), (None, 1.0))


def test_a_backward_hook_is_called_where_no_input_requires_a_gradient():
    layer, calls = Linear(2, 1), []
    layer.register_full_backward_hook(lambda module, *grads: calls.append(numbers(grads)))
    layer(Tensor([[1.0, 2.0]])).sum().backward()
    assert calls == [((None,), ([[1]],))]
    with no_grad():
        layer(leaf([[1.0, 2.0]]))
    assert len(calls) == 1


def test_what_a_backward_hook_returns_can_be_the_one_gradient_or_zeros():
    layer, x = ReLU(), leaf([1.0])
    handle = layer.register_full_backward_hook(lambda module, grad_input, grad_output: grad_input[0] * 2)
    layer(x).sum().backward()
    assert x.grad.item() == 2
    handle.remove()
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: (None,))
    layer(x).sum().backward()
    assert x.grad.item() == 2


def test_second_derivatives_go_through_backward_hooks():
    layer, x = ReLU(), leaf(2.0)
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: (grad_input[0] * x,))
    y = layer(x)
    (g,) = autograd.grad(y**2, x, create_graph=True)
    assert g.item() == 8  # 2y * x
    assert autograd.grad(g, x)[0].item() == 12  # 2y, and through y 2x, which the hook multiplies by x again


def test_a_hooked_model_gives_the_same_gradients():
    model = Sequential(Linear(3, 4), ReLU(), Linear(4, 2))
    x = leaf(np.random.default_rng(0).standard_normal((5, 3)))
    model(x).sum().backward()
    before = [parameter.grad.data for parameter in model.parameters()] + [x.grad.data]
    for module in model.modules():
        module.register_full_backward_hook(lambda module, grad_input, grad_output: None)
    model.zero_grad()
    x.grad = None
    model(x).sum().backward()
    after = [parameter.grad.data for parameter in model.parameters()] + [x.grad.data]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


def test_hooks_belong_to_no_state_and_a_copy_calls_them_with_itself():
    layer, seen = Linear(2, 1), []
    before = list(layer.state_dict())
    layer.register_forward_hook(lambda module, args, output: seen.append(module))
    assert list(layer.state_dict()) == before
    assert "hook" not in repr(layer)
    new = copy.deepcopy(layer)
    new(Tensor([[1.0, 2.0]]))
    assert seen == [new]
    unhooked = pickle.loads(pickle.dumps(Linear(2, 1)))  # noqa: S301
    assert unhooked.hooks_of_module is None


def test_what_is_no_hook_or_no_answer_is_refused():
    layer = ReLU()
    for register in (
        layer.register_forward_pre_hook,
        layer.register_forward_hook,
        layer.register_full_backward_hook,
    ):
        with pytest.raises(TypeError, match="a hook is a function; got 3"):
            register(3)
    layer(Tensor([1.0]))
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: (None, None))
    with pytest.raises(RuntimeError, match="a gradient for each of the 1 inputs, or None; got 2"):
        layer(leaf([1.0])).sum().backward()
    layer = ReLU()
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: (Tensor(1.0),))
    with pytest.raises(ValueError, match=re.escape("returns a gradient of shape (2,); got ()")):
        layer(leaf([1.0, 2.0])).sum().backward()
    layer.register_forward_hook(lambda module, args, output: {"output": output})
    with pytest.raises(
        TypeError, match="needs a module that gives a Tensor or a tuple of them; ReLU gave dict"
    ):
        layer(leaf([1.0]))
