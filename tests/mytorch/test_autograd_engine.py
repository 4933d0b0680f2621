"""The graph and its parts: what the course's contract says of them. (The walk: test_backward.py.)"""

import numpy as np
import pytest

from mytorch import autograd_engine
from mytorch.autograd_engine import AccumulateGrad, BackwardFunction, ContextManager, Function
from mytorch.nn import functional as F
from mytorch.tensor import Tensor


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


class Product(Function):
    """x y, as a student of the course writes it."""

    @staticmethod
    def forward(ctx, x, y):
        assert isinstance(x, Tensor)
        ctx.save_for_backward(x, y)
        requires_grad = x.requires_grad or y.requires_grad
        return Tensor(x.data * y.data, requires_grad=requires_grad, is_leaf=not requires_grad)

    @staticmethod
    def backward(ctx, g):
        assert isinstance(g, Tensor)
        x, y = ctx.saved_tensors
        return Tensor(g.data * y.data), Tensor(g.data * x.data)


# ---- the handout's example (Fall 2020, 0.1.4 and 0.1.5) ----------------------------------------------


def handout():
    a, b, c = leaf(1.0), Tensor(2.0), leaf(3.0)
    product = a * b
    d = product + a
    e = (d + c) + 3
    return a, b, c, product, d, e


def test_the_handout_s_example_has_the_handout_s_gradients():
    a, b, c, product, d, e = handout()
    assert e.data == 9.0
    e.backward()
    assert (a.grad.data, c.grad.data) == (3.0, 1.0)
    assert type(a.grad.data) is type(e.data) is np.ndarray
    assert [x.grad for x in (b, product, d, e)] == [None] * 4
    assert all(type(x.grad) is Tensor and x.grad.shape == () for x in (a, c))


def test_the_handout_s_example_has_the_handout_s_graph():
    a, _, c, product, d, e = handout()
    node = e.grad_fn
    assert isinstance(node, BackwardFunction)
    assert node.function_name == "Add"
    sum_of_d_and_c, constant = node.next_functions
    assert constant is None
    assert sum_of_d_and_c.next_functions[0] is d.grad_fn
    assert sum_of_d_and_c.next_functions[1].variable is c
    assert d.grad_fn.next_functions[0] is product.grad_fn
    assert product.grad_fn.function_name == "Mul"
    to_a, constant = product.grad_fn.next_functions
    assert constant is None
    assert isinstance(to_a, AccumulateGrad)
    assert to_a.function_name == "AccumulateGrad"
    assert to_a.variable is a
    assert not to_a.next_functions


@pytest.mark.parametrize("other", [2, 2.0, np.float64(2), np.array([1.0, 2.0]), Tensor([1.0, 2.0])], ids=repr)
@pytest.mark.parametrize("mirrored", [False, True], ids=["x * c", "c * x"])
def test_a_constant_parent_is_none_in_the_graph(other, mirrored):
    x = leaf([1.0, 2.0])
    parents = (other * x if mirrored else x * other).grad_fn.next_functions
    assert parents[not mirrored] is None
    assert parents[mirrored].variable is x


@pytest.mark.parametrize(
    ("first", "second", "recorded"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
@pytest.mark.parametrize("op", [F.Mul, Product], ids=["ours", "a-user's"])
def test_a_result_requires_a_gradient_if_an_input_does(op, first, second, recorded):
    z = op.apply(Tensor(1.0, requires_grad=first), Tensor(2.0, requires_grad=second))
    assert (z.requires_grad, z.is_leaf, z.grad_fn is not None) == (recorded, not recorded, recorded)
    assert z.grad is None
    assert z.is_parameter is False


# ---- the parts, by hand ----------------------------------------------------------------------------


def test_a_context_keeps_what_is_saved_in_order():
    ctx = ContextManager()
    assert len(ctx.saved_tensors) == 0
    a, b, c = Tensor(1.0), Tensor(2.0), Tensor(3.0)
    ctx.save_for_backward(a, b)
    ctx.save_for_backward(c)
    assert [kept.data for kept in ctx.saved_tensors] == [1.0, 2.0, 3.0]


def test_a_fresh_node_has_a_name_a_context_and_no_parents():
    node = BackwardFunction(F.Mul)
    assert node.function_name == "Mul"
    assert len(node.next_functions) == 0
    z = F.Mul.forward(node.ctx, Tensor([3.0]), Tensor([5.0]))
    assert z.data.tolist() == [15.0]
    assert len(node.ctx.saved_tensors) == 2


@pytest.mark.parametrize("op", [F.Mul, Product], ids=["ours", "a-user's"])
def test_a_node_applied_gives_a_tensor_for_each_parent_and_none_for_a_constant(op):
    x, c = leaf([3.0]), Tensor([5.0])
    grads = op.apply(x, c).grad_fn.apply(Tensor([2.0]))
    assert isinstance(grads, tuple)
    assert isinstance(grads[0], Tensor)
    assert grads[0].data.tolist() == [10.0]
    assert grads[1] is None
    assert x.grad is None


def test_a_node_applied_gives_each_parent_a_gradient_of_its_shape_and_dtype():
    x, y = leaf([[1.0], [2.0]]), Tensor(np.float32(3), requires_grad=True)
    grads = (x * y).grad_fn.apply(Tensor([[1.0], [10.0]]))
    assert [(g.shape, g.dtype, g.data.tolist()) for g in grads] == [
        ((2, 1), np.float64, [[3.0], [30.0]]),
        ((), np.float32, 21.0),
    ]


def test_accumulate_grad_adds_and_keeps_the_leaf_s_shape_and_dtype():
    x, g = leaf([1.0, 2.0], np.float32), Tensor([1.0, 1.0])
    node = AccumulateGrad(x)
    node.apply(g)
    node.apply(Tensor([2.0, 3.0]))
    assert x.grad.data.tolist() == [3.0, 4.0]
    assert g.data.tolist() == [1.0, 1.0]
    assert x.grad.dtype == np.float32


def test_the_engine_s_backward_may_be_called_itself():
    x = leaf([1.0, 2.0])
    autograd_engine.backward((x * x).grad_fn, Tensor([1.0, 10.0]))
    assert x.grad.data.tolist() == [2.0, 40.0]
    autograd_engine.backward(AccumulateGrad(x), Tensor([1.0, 1.0]))
    assert x.grad.data.tolist() == [3.0, 41.0]
    x.grad, g = None, Tensor([1.0, 1.0])
    autograd_engine.backward(AccumulateGrad(x), g)
    x.grad.fill_(9.0)
    assert g.data.tolist() == [1.0, 1.0]


def test_a_star_import_brings_the_engine_s_names_and_no_others():
    names = {}
    exec("from mytorch.autograd_engine import *", names)
    course = {"backward", "Function", "AccumulateGrad", "BackwardFunction", "ContextManager"}
    assert course <= names.keys()
    assert names.keys() - course <= {"__builtins__", "ArrayFunction"}


# ---- a user's own op -------------------------------------------------------------------------------


def test_a_function_in_the_course_s_form_works_in_a_graph():
    x, y = leaf([2.0, 3.0]), leaf([5.0, 7.0])
    Product.apply(Product.apply(x, y) + x, y).backward()
    assert x.grad.data.tolist() == [5 * 6, 7 * 8]
    assert y.grad.data.tolist() == [2 * 11, 3 * 15]


@pytest.mark.parametrize("name", ["shape", "dtype", "axis", "op", "order", "data", "variable", "n"])
def test_a_context_may_carry_any_attribute(name):
    class Total(Function):
        @staticmethod
        def forward(ctx, x):
            setattr(ctx, name, ("mine", x.shape))
            return Tensor(x.data.sum())

        @staticmethod
        def backward(ctx, g):
            mine, shape = getattr(ctx, name)
            assert mine == "mine"
            return Tensor(np.full(shape, g.data))

    x = leaf([[1.0, 2.0]])
    (Total.apply(x * 2.0) * 3.0).backward()
    assert x.grad.data.tolist() == [[6.0, 6.0]]


def test_a_user_s_op_may_use_recorded_ops_inside_and_pass_a_constant_none():
    class Scaled(Function):
        @staticmethod
        def forward(ctx, x, factor):
            z = x * factor
            assert z.grad_fn is None  # nothing is recorded in here
            ctx.factor = factor
            return z

        @staticmethod
        def backward(ctx, g):
            return g * ctx.factor, None

    x = leaf([1.0, 2.0])
    z = Scaled.apply(x, 4.0)
    assert z.grad_fn.next_functions[1] is None
    z.backward()
    assert x.grad.data.tolist() == [4.0, 4.0]


@pytest.mark.parametrize("columns", [3, 1])
def test_the_gradient_that_arrives_has_the_output_s_shape_and_dtype(columns):
    seen = []

    class Spy(Function):
        @staticmethod
        def forward(ctx, x):
            return Tensor(x.data * np.float32(2))

        @staticmethod
        def backward(ctx, g):
            seen.append((g.shape, g.dtype))
            return g

    x = Tensor(np.ones((2, 1), np.float32), requires_grad=True)
    (Spy.apply(x) * np.ones((2, columns))).backward()
    assert seen == [((2, 1), np.float32)]


@pytest.mark.parametrize("save", [False, True], ids=["returned", "saved and returned"])
@pytest.mark.parametrize("what", ["its input", "a tensor of its own"])
def test_what_a_user_s_forward_returns_is_copied(what, save):
    class Passes(Function):
        @staticmethod
        def forward(ctx, x):
            z = x if what == "its input" else Tensor(x.data)
            if save:
                ctx.save_for_backward(z)
            return z

        @staticmethod
        def backward(ctx, g):
            return g * (ctx.saved_tensors[0] if save else 1.0)

    x = leaf([1.0, 2.0])
    z = Passes.apply(x)
    y = z + 0.0
    z.fill_(9.0)
    assert x.data.tolist() == [1.0, 2.0]
    assert x.is_leaf
    y.backward()
    assert x.grad.data.tolist() == ([1.0, 2.0] if save else [1.0, 1.0])


def test_a_user_s_backward_may_write_to_what_it_got_and_return_what_it_saved():
    class Writes(Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x)
            return Tensor(x.data + y.data)

        @staticmethod
        def backward(ctx, g):
            g.data *= 0.0
            (x,) = ctx.saved_tensors
            return x, x

    x, y, other = leaf([1.0, 2.0]), leaf([3.0, 4.0]), leaf([5.0, 6.0])
    (Writes.apply(x, y) + other).backward()
    assert other.grad.data.tolist() == [1.0, 1.0]
    x.grad.fill_(9.0)
    assert x.data.tolist() == [1.0, 2.0]
    assert y.grad.data.tolist() == [1.0, 2.0]


def test_an_op_can_ask_which_gradients_are_wanted():
    asked = []

    class Asks(Function):
        @staticmethod
        def forward(ctx, x, y):
            return Tensor(x.data + y.data)

        @staticmethod
        def backward(ctx, g):
            asked.append(ctx.needs_input_grad)
            return g, g

    for x, y in ((leaf(1.0), Tensor(1.0)), (Tensor(1.0), leaf(1.0)), (leaf(1.0) * 2.0, leaf(1.0))):
        Asks.apply(x, y).backward()
    assert asked == [(True, False), (False, True), (True, True)]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param(lambda g: g, r"gave 1 gradients? for 2 inputs", id="too-few"),
        pytest.param(lambda g: (g, Tensor(np.ones(5))), r"shape \(5,\).*\(2,\)", id="another-shape"),
        pytest.param(lambda g: (Tensor(1.0), g), r"shape \(\).*\(2,\)", id="too-small"),
    ],
)
def test_a_user_s_derivative_of_the_wrong_form_is_named(answer, message):
    class Odd(Function):
        @staticmethod
        def forward(ctx, x, y):
            return Tensor(x.data + y.data)

        @staticmethod
        def backward(ctx, g):
            return answer(g)

    x, y = leaf([1.0, 2.0]), leaf([1.0, 2.0])
    with pytest.raises(RuntimeError, match=rf"Odd\.backward.*{message}"):
        Odd.apply(x, y).backward()
    assert x.grad is None
    assert y.grad is None


def test_an_op_needs_a_tensor_and_a_function_its_methods():
    with pytest.raises(TypeError, match="Mul.*Tensor"):
        F.Mul.apply(1.0, 2.0)
    with pytest.raises(NotImplementedError, match="forward"):
        Function.apply(Tensor(1.0))
    with pytest.raises(NotImplementedError, match="backward"):
        Function.backward(ContextManager(), Tensor(1.0))
