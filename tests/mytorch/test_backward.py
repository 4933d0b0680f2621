"""The walk back through the graph: what arrives where, and what must not break it."""

import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mytorch import no_grad
from mytorch.autograd_engine import Function
from mytorch.tensor import Tensor


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


class Product(Function):
    """x y, as a student of the course writes it."""

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return Tensor(x.data * y.data)

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return Tensor(g.data * y.data), Tensor(g.data * x.data)


class Fails(Function):
    """x, with a derivative that raises."""

    @staticmethod
    def forward(ctx, x):
        return Tensor(x.data)

    @staticmethod
    def backward(ctx, g):
        raise ZeroDivisionError("on purpose")


# ---- where gradients arrive ------------------------------------------------------------------------


def test_a_tensor_used_twice_gets_both_gradients():
    x = leaf([3.0])
    (x * x + x / 2 + x).backward()
    assert x.grad.data.tolist() == [7.5]


def test_gradients_add_up_over_backward_calls():
    x = leaf([1.0, 2.0])
    for total in (3.0, 6.0, 9.0):
        (x * 3.0).backward()
        assert x.grad.data.tolist() == [total, total]


def test_a_leaf_s_own_backward_gives_it_ones():
    x = leaf([[1.0, 2.0]])
    x.backward()
    x.backward(Tensor([[1.0, 5.0]]))
    assert x.grad.data.tolist() == [[2.0, 6.0]]


@pytest.mark.parametrize(
    ("make", "leaves"),
    [
        pytest.param(lambda a, b: a + b, 2, id="a+b"),
        pytest.param(lambda a, b: a - b, 2, id="a-b"),
        pytest.param(lambda a, b: a + a, 1, id="a+a"),
        pytest.param(lambda a, b: a.reshape(2, 1).T.T.reshape(2) + b, 2, id="views"),
        pytest.param(lambda a, b: (a.reshape(2, 1) + b.reshape(2, 1)).reshape(2), 2, id="two views"),
        pytest.param(lambda a, b: a.T + b.permute(0), 2, id="transposed"),
        pytest.param(lambda a, b: a.clone() + b.clone(), 2, id="clone"),
        pytest.param(lambda a, b: (a + b) + (a + b), 2, id="sums-of-sums"),
        pytest.param(lambda a, b: a, 1, id="a-leaf"),
    ],
)
def test_no_two_gradients_share_memory(make, leaves):
    a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    upstream = Tensor([1.0, 1.0])
    make(a, b).backward(upstream)
    a.grad.data[0] = 99.0
    assert upstream.data.tolist() == [1.0, 1.0]
    if leaves == 2:
        assert b.grad.data[0] != 99.0
        assert not np.shares_memory(a.grad.data, b.grad.data)
    a.grad = None
    make(a, b).backward(upstream)
    assert a.grad.data[0] != 99.0
    assert not np.shares_memory(a.grad.data, upstream.data)


BINARY = {
    "+": lambda a, b: (a + b) / 2,
    "-": lambda a, b: (a - b) / 2,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / (b * b + 1),
    "course": lambda a, b: Product.apply(a, b) if isinstance(a, Tensor) else a * b,
    "same": lambda a, b: a + a - b,
}
SHAPES = [(3, 1), (1, 4), (), (3, 4), (4,), (1, 1)]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(BINARY)), st.integers(0, 99), st.integers(0, 99)), max_size=12),
    st.integers(0, 2**32 - 1),
)
def test_any_graph_with_broadcasting_has_the_gradients_of_the_complex_step(program, seed):
    rng = np.random.default_rng(seed)
    inputs = [rng.uniform(-1, 1, shape) for shape in SHAPES]
    upstream = rng.standard_normal((3, 4))

    def run(values):
        values = list(values)
        for name, i, j in program:
            values.append(BINARY[name](values[-1 - i % len(values)], values[-1 - j % len(values)]))
        return sum(values[1:], values[0])

    leaves = [leaf(x) for x in inputs]
    run(leaves).backward(Tensor(upstream))
    for k, x in enumerate(inputs):
        for index in np.ndindex(x.shape):
            moved = [y.astype(complex) for y in inputs]
            moved[k][index] += 1e-30j
            expected = (run(moved) * upstream).sum().imag / 1e-30
            assert leaves[k].grad.data[index] == pytest.approx(expected, rel=1e-10, abs=1e-11)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((3, 1), (1, 4)),
        ((2, 3, 4), (4,)),
        ((), (2, 3)),
        ((1,), ()),
        ((0, 3), (3,)),
        ((0, 1), (1, 0)),
        ((1, 1, 1), (2, 1, 3)),
        ((2, 3), (1, 3)),
        ((2, 1), (2, 2, 1)),
        ((5,), (5,)),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_gradient_has_the_shape_of_its_leaf_whatever_was_broadcast(left, right, swapped):
    a, b = leaf(np.ones(left)), leaf(np.full(right, 2.0))
    z = b * a if swapped else a * b
    z.backward()
    size = int(np.prod(z.shape))
    np.testing.assert_array_equal(a.grad.data, np.full(left, 2.0 * size / max(a.data.size, 1)))
    np.testing.assert_array_equal(b.grad.data, np.full(right, 1.0 * size / max(b.data.size, 1)))


@pytest.mark.parametrize("own", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("other", [np.float16, np.float32, np.float64, np.int64])
def test_a_leaf_s_gradient_has_the_leaf_s_dtype(own, other):
    x, c = leaf([1.0, 2.0], own), Tensor(np.array([3, 4], other))
    ((x * c + c) * x).backward()
    assert x.grad.dtype == own
    assert x.grad.data.tolist() == [9.0, 20.0]
    x.grad = None
    x.backward(c)
    x.backward(c)
    assert x.grad.dtype == own


@pytest.mark.parametrize(
    "gradient", [Tensor([1.0, 2.0]), np.ones(2) * [1, 2], [1, 2], Tensor([1, 2])], ids=repr
)
def test_the_upstream_gradient_may_be_anything_of_the_right_shape(gradient):
    x = leaf([3.0, 4.0])
    (x * x).backward(gradient)
    assert x.grad.data.tolist() == [6.0, 16.0]


@pytest.mark.parametrize("shape", [(3,), (1, 2), (), (1,)])
@pytest.mark.parametrize("make", [lambda x: x * 2.0, lambda x: x], ids=["an-op", "a-leaf"])
def test_an_upstream_gradient_of_another_shape_is_refused(shape, make):
    x = leaf([3.0, 4.0])
    with pytest.raises(ValueError, match=rf"\(2,\).*got \({', '.join(map(str, shape))}"):
        make(x).backward(Tensor(np.ones(shape)))
    assert x.grad is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: Tensor(1.0),
        lambda: Tensor(1.0) * 2.0,
        lambda: leaf(1.0).detach(),
        no_grad()(lambda: leaf(1.0) * 2),
    ],
    ids=["a-constant", "of-constants", "detached", "under-no_grad"],
)
def test_backward_where_nothing_requires_a_gradient_is_refused(make):
    with pytest.raises(RuntimeError, match="requires_grad=True"):
        make().backward()


def test_arrays_with_negative_strides_and_other_orders_are_like_any_others():
    a = np.arange(6.0).reshape(2, 3)
    x, y = leaf(a[::-1, ::-1]), leaf(np.asfortranarray(a))
    (x * y.T.T).backward(a[:, ::-1])
    np.testing.assert_array_equal(x.grad.data, a * a[:, ::-1])
    np.testing.assert_array_equal(y.grad.data, a[::-1, ::-1] * a[:, ::-1])


# ---- the graph after a walk ------------------------------------------------------------------------


def test_a_second_backward_over_a_freed_graph_is_refused():
    x = leaf([1.0, 2.0])
    z = x * x
    z.backward()
    with pytest.raises(RuntimeError, match=r"Mul was freed.*retain_graph=True"):
        z.backward()
    assert x.grad.data.tolist() == [2.0, 4.0]


def test_a_retained_graph_can_be_walked_again():
    x = leaf([1.0, 2.0])
    z = (x * x + x) * 2.0
    z.backward(retain_graph=True)
    z.backward()
    assert x.grad.data.tolist() == [12.0, 20.0]
    with pytest.raises(RuntimeError, match="freed"):
        z.backward()


@pytest.mark.parametrize("op", [lambda y: y + 1.0, lambda y: y * y, lambda y: y.reshape(2, 1)], ids="+*r")
def test_a_graph_whose_shared_part_was_freed_is_refused_and_no_leaf_changes(op):
    x, other = leaf([1.0, 2.0]), leaf([[1.0], [2.0]])
    shared = op(x)
    first, second = shared * 2.0, other * 3.0 + shared
    first.sum().backward()
    before = x.grad.data.copy()
    with pytest.raises(RuntimeError, match="freed"):
        second.backward()
    assert other.grad is None
    assert x.grad.data.tolist() == before.tolist()


def test_an_exception_in_the_middle_changes_no_leaf():
    a, b = leaf([1.0]), leaf([2.0])
    a.grad = Tensor([7.0])
    with pytest.raises(ZeroDivisionError):
        (a * b + a + Fails.apply(a * 2.0) + b).backward()
    assert a.grad.data.tolist() == [7.0]
    assert b.grad is None


def test_saved_tensors_are_let_go_as_the_graph_is_walked():
    x = leaf(np.ones(3))
    y = x * 2.0
    product = y * y
    saved = weakref.ref(y), weakref.ref(y.data)
    del y
    assert all(ref() is not None for ref in saved)
    product.sum().backward()
    assert [ref() for ref in saved] == [None, None]  # although we still hold the product
    assert product.data.tolist() == [4.0] * 3
