"""What a PyTorch user may get wrong: never a wrong gradient without a word."""

import copy
import threading

import numpy as np
import pytest

import mytorch
from mytorch import in_place, no_grad
from mytorch.autograd_engine import ContextManager, Function
from mytorch.nn import functional as F
from mytorch.ops import ArrayFunction
from mytorch.tensor import Tensor


def leaf(*values):
    return Tensor(np.array(values), requires_grad=True)


def test_what_is_counted_in_integers_has_no_gradient():
    x = leaf(1.5, 2.5)
    whole = x.to(np.int64)
    assert not whole.requires_grad
    (whole * leaf(0.3, 0.7)).backward()
    assert x.grad is None


@pytest.mark.parametrize("method", ["complex", "central"])
@pytest.mark.parametrize("size", [1e-11, 1e-4, 1e8])
def test_gradcheck_sees_a_wrong_derivative_however_small_it_is(method, size):
    class Square(ArrayFunction):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x * size

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * (2.002 * size) * x

    with pytest.raises(mytorch.GradcheckError, match="ratio 1.001"):
        mytorch.gradcheck(Square.apply, leaf(1.0, 2.0), method=method)


@pytest.mark.parametrize("kind", [list, tuple, np.array], ids=["list", "tuple", "array"])
@pytest.mark.parametrize(
    ("op", "gradient"),
    [
        (lambda x, c: x * c, [3.0, 4.0]),
        (lambda x, c: x @ c, [3.0, 4.0]),
        (lambda x, c: x**c, [3.0, 32.0]),
        (lambda x, c: c * x, [3.0, 4.0]),
    ],
    ids=["*", "@", "**", "r*"],
)
def test_lists_and_arrays_are_constants(kind, op, gradient):
    x = leaf(1.0, 2.0)
    op(x, kind([3.0, 4.0])).backward()
    assert x.grad.data.tolist() == gradient


def test_a_list_changed_after_the_op_changes_nothing():
    x, c = leaf(1.0, 2.0), [3.0, 4.0]
    y = x * c
    c[0] = 0.0
    y.backward()
    assert x.grad.data.tolist() == [3.0, 4.0]


class SavesAView(Function):
    """x², by way of a view of the input that it saves as an array."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x.data[:])
        return Tensor(x.data**2)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return Tensor(2 * x * g.data)


def test_a_saved_view_is_watched():
    x = leaf(1.0, 2.0)
    y = SavesAView.apply(x)
    x.data[0] = 9.0
    with pytest.raises(RuntimeError, match="in place"):
        y.backward()


def test_a_saved_tensor_that_is_no_input_is_watched():
    weight = Tensor([2.0, 3.0])

    class Scale(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(weight)
            return Tensor(x.data * weight.data)

        @staticmethod
        def backward(ctx, g):
            (w,) = ctx.saved_tensors
            return Tensor(w.data * g.data)

    x = leaf(1.0, 2.0)
    y = Scale.apply(x)
    weight.data[0] = 9.0
    with pytest.raises(RuntimeError, match="in place"):
        y.backward()


def test_the_old_array_is_watched_after_data_got_another():
    x = leaf(1.0, 2.0)
    old = x.data
    y = x * x
    x.data = old.astype(np.float32)
    old[:] = 0.0
    with pytest.raises(RuntimeError, match="in place"):
        y.backward()


def test_a_tensor_by_keyword_is_refused_where_it_would_get_no_gradient():
    x = leaf(1.0)
    with pytest.raises(TypeError, match="by position"):
        F.Sum.apply(x, dim=leaf(1.0))


@pytest.mark.parametrize(
    ("result", "where"),
    [("array", "forward"), ("array", "backward")],
)
def test_a_users_function_must_return_tensors(result, where):
    class Identity(Function):
        @staticmethod
        def forward(ctx, x):
            return x.data if where == "forward" else Tensor(x.data)

        @staticmethod
        def backward(ctx, g):
            return g.data

    with pytest.raises(TypeError, match=f"Identity.{where} must return"):
        Identity.apply(leaf(1.0)).backward()


def test_too_many_gradients_are_refused():
    class Identity(Function):
        @staticmethod
        def forward(ctx, x):
            return Tensor(x.data)

        @staticmethod
        def backward(ctx, g):
            return g, g

    with pytest.raises(RuntimeError, match="gave 2 gradients for 1 inputs"):
        Identity.apply(leaf(1.0)).backward()


def test_gradients_by_hand_are_unbroadcast_and_share_nothing():
    ctx = ContextManager()
    F.Sub.forward(ctx, leaf(1.0, 2.0, 3.0), Tensor(np.ones((2, 3))))
    dx, dy = F.Sub.backward(ctx, Tensor(np.ones((2, 3))))
    assert dx.data.tolist() == [2.0, 2.0, 2.0]
    assert dy.shape == (2, 3)
    da, db = (leaf(1.0) + leaf(1.0)).grad_fn.apply(Tensor([1.0]))
    assert not np.shares_memory(da.data, db.data)


def test_a_leaf_that_asks_for_no_gradient_any_more_gets_none():
    x, w = leaf(1.0), leaf(2.0)
    y = x * w
    x.requires_grad = False
    y.backward()
    assert x.grad is None
    assert w.grad.data.tolist() == [1.0]


@pytest.mark.parametrize(
    "change",
    [lambda x: x.__iadd__(np.ones((3, 2))), lambda x: x.to(np.int64).__iadd__(0.5)],
    ids=["another shape", "floats into integers"],
)
def test_in_place_a_tensor_keeps_its_shape_and_kind(change):
    with pytest.raises(ValueError, match="in place"):
        change(Tensor([1.0, 2.0]))


@pytest.mark.parametrize("dims", [(1,), ((0, 1),), (0, None)], ids=str)
def test_transpose_swaps_two_dims_or_reverses_all(dims):
    x = Tensor(np.zeros((2, 3)))
    with pytest.raises(TypeError, match="swaps two dims"):
        x.transpose(*dims)
    assert x.transpose(0, 1).shape == x.transpose().shape == (3, 2)


@pytest.mark.parametrize("scalar", [np.float64(2.0), np.sqrt(4.0), np.int64(2), 2.0, 2])
def test_a_number_leaves_float32_what_it_is(scalar):
    x = Tensor(np.ones(2, np.float32))
    assert {(x * scalar).dtype, (scalar * x).dtype, (x**scalar).dtype} == {np.dtype(np.float32)}


def test_one_number_can_be_formatted_and_used_as_an_index():
    assert f"{Tensor(0.12345):.2f}" == "0.12"
    assert f"{Tensor([1.0, 2.0])}" == "tensor([1., 2.])"
    assert "abc"[Tensor(1)] == "b"
    with pytest.raises(TypeError, match="float64"):
        "abc"[Tensor(1.0)]


def test_a_shallow_copy_shares_nothing_either():
    x = leaf(1.0, 2.0)
    copy.copy(x).data[0] = 9.0
    assert x.data.tolist() == [1.0, 2.0]


def test_one_no_grad_object_serves_several_threads():
    shared, recorded = no_grad(), []
    entered, may_leave = threading.Event(), threading.Event()

    def other():
        with shared:
            entered.set()
            may_leave.wait(10)
        recorded.append((leaf(1.0) * 2.0).requires_grad)

    with no_grad(), shared:
        thread = threading.Thread(target=other)
        thread.start()
        entered.wait(10)
    may_leave.set()
    thread.join(10)
    assert recorded == [True]
    assert (leaf(1.0) * 2.0).requires_grad


def test_the_mean_of_very_many_halves_has_a_gradient():
    x = Tensor(np.ones(70_000, np.float16), requires_grad=True)
    x.mean().backward()
    assert x.grad.data[0] == np.float16(1 / 70_000)


@pytest.mark.parametrize(
    "change", [lambda x: x.fill_(9.0), lambda x: x.__setitem__(0, 9.0)], ids=["fill_", "x[0] ="]
)
def test_a_change_is_noticed_where_nobody_ever_held_an_array(monkeypatch, change):
    monkeypatch.setattr(in_place.changes, "witnessed", False)
    x = leaf(1.0, 2.0)
    y = x * x
    change(x)
    with pytest.raises(RuntimeError, match="in place"):
        y.backward()


def test_by_hand_arrays_without_a_graph_get_both_gradients():
    x, y = np.array([2.0, 3.0]), np.array([5.0, 7.0])
    ctx = ContextManager()
    F.Mul.forward(ctx, x, y)
    assert [g.tolist() for g in F.Mul.backward(ctx, np.ones(2))] == [[5.0, 7.0], [2.0, 3.0]]
