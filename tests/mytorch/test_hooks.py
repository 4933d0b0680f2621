"""Hooks on tensors: when they are called, with what, and what comes of their answers."""

import copy
import gc
import pickle
import re

import numpy as np
import pytest

from mytorch import autograd, hooks, no_grad
from mytorch.autograd_engine import AccumulateGrad
from mytorch.tensor import Tensor

WALKS = {
    "the engine": lambda z: z.backward(),
    "a recorded walk": lambda z: z.backward(create_graph=True),
    "autograd.backward": autograd.backward,
}


def leaf(values):
    return Tensor(values, requires_grad=True)


@pytest.fixture(params=WALKS)
def walk(request):
    return WALKS[request.param]


def test_a_hook_sees_the_whole_gradient_once(walk):
    x, seen = leaf([1.0, 2.0]), []
    y = x * 3
    y.register_hook(lambda g: seen.append(("y", g.data.tolist())))
    x.register_hook(lambda g: seen.append(("x", g.data.tolist())))
    walk((y * y + y).sum() + x.sum())
    assert seen == [("y", [7, 13]), ("x", [22, 40])]
    assert x.grad.data.tolist() == [22, 40]


def test_what_hooks_return_goes_on_from_one_to_the_next(walk):
    x = leaf([1.0, 2.0])
    y = x * 3
    y.register_hook(lambda g: g * 10)
    y.register_hook(lambda g: g + 1)
    y.register_hook(lambda g: None)
    x.register_hook(lambda g: -g)
    walk(y.sum())
    assert x.grad.data.tolist() == [-33, -33]


def test_what_a_hook_does_to_the_gradient_itself_changes_nothing():
    def spoil(g):
        g.data[...] = np.nan

    x, w = leaf([1.0]), leaf([2.0])
    y = x + w
    for tensor in (y, x):
        tensor.register_hook(spoil)
    y.sum().backward()
    assert [x.grad.item(), w.grad.item()] == [1, 1]


def test_the_gradients_of_two_leaves_share_no_memory_after_a_hook():
    x, w, v, kept = leaf([1.0]), leaf([2.0]), leaf([3.0]), Tensor([5.0])
    y = x + w
    y.register_hook(lambda g: kept)
    v.register_hook(lambda g: kept)
    (y + v).sum().backward()
    arrays = [x.grad.data, w.grad.data, v.grad.data, kept.data]
    assert [array.item() for array in arrays] == [5, 5, 5, 5]
    for i, array in enumerate(arrays):
        assert not any(np.may_share_memory(array, other) for other in arrays[:i])


def test_a_handle_takes_one_hook_away():
    x = leaf([1.0])
    first, second = x.register_hook(lambda g: g * 2), x.register_hook(lambda g: g * 3)
    assert first.id != second.id
    first.remove()
    first.remove()
    x.sum().backward()
    assert x.grad.item() == 3
    with x.register_hook(lambda g: g * 5):
        x.sum().backward()
    x.sum().backward()
    assert x.grad.item() == 3 + 15 + 3
    second.remove()
    y = x * 1
    y.register_hook(lambda g: g * 2).remove()
    x.grad = None
    y.sum().backward()
    assert x.grad.item() == 1


def test_hooks_run_unrecorded_unless_the_walk_is_recorded():
    x, recorded = leaf([2.0]), []
    y = x * x
    for tensor in (x, y):
        tensor.register_hook(lambda g: recorded.append((g * x).requires_grad))
    y.backward(retain_graph=True)
    y.backward(create_graph=True)
    assert recorded == [False, False, True, True]


def test_a_recorded_walk_differentiates_what_a_hook_made():
    x = leaf(2.0)
    y = x * x
    with y.register_hook(lambda g: g * y):  # d/dx becomes y * 2x = 2x³
        (g,) = autograd.grad(y, x, create_graph=True)
    assert g.item() == 16
    assert autograd.grad(g, x)[0].item() == 24


def test_grad_of_a_chosen_tensor_has_been_through_its_hooks():
    x = leaf([1.0, 2.0])
    y = x * 3
    x.register_hook(lambda g: g * 2)
    y.register_hook(lambda g: g * 5)
    gx, gy = autograd.grad(y.sum(), [x, y])
    assert gx.data.tolist() == [30, 30]
    assert gy.data.tolist() == [5, 5]


def test_a_hook_stays_with_the_value_that_it_was_registered_for():
    x = leaf([1.0])
    y = x * 1
    y.register_hook(lambda g: g * 2)
    y *= 3
    y.register_hook(lambda g: g * 5)
    y.sum().backward()
    assert x.grad.item() == 1 * 5 * 3 * 2


def test_the_handout_s_nodes_call_hooks_too():
    x, seen = leaf([1.0]), []
    x.register_hook(lambda g: seen.append(g.item()))
    x.backward(Tensor([2.0]))
    AccumulateGrad(x).apply(Tensor([3.0]))
    y = x * 2
    y.register_hook(lambda g: seen.append(g.item()))
    y.grad_fn.apply(Tensor([4.0]))
    assert seen == [2, 3, 4]
    assert y.grad_fn.function_name == "Mul"


def test_an_error_in_a_hook_leaves_every_leaf_as_it_was(walk):
    def fail(g):
        raise ZeroDivisionError

    x, w = leaf([1.0]), leaf([2.0])
    w.register_hook(fail)
    with pytest.raises(ZeroDivisionError):
        walk((x * w).sum())
    assert x.grad is None
    assert w.grad is None


BAD = {
    "a number": (3.0, TypeError, "a hook returns a Tensor, or None to leave the gradient; got 3.0"),
    "another shape": (Tensor(1.0), ValueError, "of the one it got, (2,) and float64; got () and float64"),
    "another dtype": (Tensor(np.ones(2, np.float32)), ValueError, "got (2,) and float32"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("of_leaf", [True, False])
def test_what_is_no_such_gradient_is_refused(name, of_leaf):
    answer, error, message = BAD[name]
    x = leaf([1.0, 2.0])
    y = x * 1
    (x if of_leaf else y).register_hook(lambda g: answer)
    with pytest.raises(error, match=re.escape(message)):
        y.sum().backward()


def test_a_tensor_without_gradient_takes_no_hook():
    for tensor in (Tensor([1.0]), Tensor([1])):
        with pytest.raises(
            RuntimeError, match=r"register_hook\(\) was called on a tensor that does not require"
        ):
            tensor.register_hook(lambda g: g)
        with pytest.raises(
            RuntimeError, match=r"retain_grad\(\) was called on a tensor that does not require"
        ):
            tensor.retain_grad()
    for tensor in (leaf([1.0]), leaf([1.0]) * 2):
        with pytest.raises(TypeError, match="a hook is a function; got 3"):
            tensor.register_hook(3)


def test_a_leaf_without_requires_grad_calls_no_hook():
    x, w, seen = leaf([1.0]), leaf([2.0]), []
    x.register_hook(seen.append)
    y = (x * w).sum()
    x.requires_grad = False
    y.backward()
    assert x.grad is None
    assert seen == []


def test_copies_and_pickles_have_no_hooks():
    x = leaf([1.0])
    x.register_hook(lambda g: g * 2)
    for new in (copy.copy(x), copy.deepcopy(x), x.copy(), pickle.loads(pickle.dumps(x))):  # noqa: S301
        new.sum().backward()
        assert new.grad.item() == 1


def test_hooks_are_forgotten_with_their_tensor():
    gc.collect()
    before = len(hooks.leaf_hooks)
    x = leaf([1.0])
    x.register_hook(lambda g: g)
    assert len(hooks.leaf_hooks) == before + 1
    del x
    assert len(hooks.leaf_hooks) == before


def test_without_hooks_a_node_has_its_op_itself():
    y = leaf([1.0]) * 2
    assert y.grad_fn.op is (leaf([1.0]) * 2).grad_fn.op
    assert not y.retains_grad


# ---- retain_grad -------------------------------------------------------------------------------------------


def test_a_result_keeps_its_gradient_where_asked(walk):
    x = leaf([1.0, 2.0])
    y = x * 3
    y.retain_grad()
    y.register_hook(lambda g: g * 5)  # though later, it comes first
    assert y.retains_grad
    walk((y * y).sum())
    assert y.grad.data.tolist() == [30, 60]
    assert x.grad.data.tolist() == [90, 180]


def test_kept_gradients_add_up():
    x = leaf([1.0, 2.0])
    y = x * 3
    y.retain_grad()
    z = y.sum()
    z.backward(retain_graph=True)
    first = y.grad
    z.backward()
    assert first.data.tolist() == [1, 1]
    assert y.grad.data.tolist() == [2, 2]


def test_it_is_kept_through_a_change_in_place():
    x = leaf([1.0])
    y = x * 1
    y.retain_grad()
    y *= 3
    assert y.retains_grad
    (y * y).sum().backward()
    assert y.grad.item() == 6
    with no_grad():
        y.fill_(0.0)
    assert not y.retains_grad


def test_a_leaf_keeps_its_gradient_anyway():
    x = leaf([1.0])
    x.retain_grad()
    assert not x.retains_grad
    x.sum().backward()
    assert x.grad.item() == 1


def test_a_tensor_that_is_gone_keeps_nothing():
    x = leaf([1.0])
    y = x * 2
    y.retain_grad()
    z = y.sum()
    del y
    z.backward()
    assert x.grad.item() == 2
