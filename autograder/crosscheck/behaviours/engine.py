"""Checks of the autograd engine and its optimizer: gradients that add up, and errors that must be raised."""

from functools import partial
from typing import Any

import numpy as np

import mytorch
from autograder.crosscheck.behaviours.closeness import assert_close, assert_raises
from mytorch import Tensor, autograd_engine, nn
from mytorch.nn import functional as F

__all__ = ["BEHAVIOURS"]


def sgd_folds_lr_into_the_velocity() -> None:
    start, velocity = np.array([1.0, -2.0, 4.0]), np.zeros(3)
    p = Tensor(start, requires_grad=True)
    optimizer = mytorch.optim.SGD([p], lr=0.5, momentum=0.75)
    truth = start.copy()
    for step in range(1, 5):
        optimizer.lr = 0.5 / step
        optimizer.zero_grad()
        assert [p.grad] == [None]
        (p * p).sum().backward()
        velocity = 0.75 * velocity - optimizer.lr * 2 * truth
        truth = truth + velocity
        optimizer.step()
        assert_close(p.data, truth)
        assert p.is_leaf
        assert p.requires_grad
    plain = Tensor(start, requires_grad=True)
    (plain * 3).sum().backward()
    mytorch.optim.SGD([plain]).step()
    assert_close(plain.data, start - 0.001 * 3)


def the_engine_adds_up_what_arrives() -> None:
    x = Tensor(np.array([2.0]), requires_grad=True)
    (x * 3).backward()
    (x * 4).backward()
    assert x.grad.data.tolist() == [7]
    y = Tensor(1.0, requires_grad=True)
    z = y
    for _ in range(60):
        z = z + z
    z.backward()
    assert y.grad.item() == 2.0**60
    a, b = Tensor([1.0, 2], requires_grad=True), Tensor([3.0, 4], requires_grad=True)
    (a + b).backward(Tensor([1.0, 1]))
    a.grad.data[0] = 9
    assert b.grad.data.tolist() == [1, 1]


def the_engine_goes_deep() -> None:
    x = Tensor(1.0, requires_grad=True)
    z = x
    for _ in range(20_000):
        z = z + 1
    z.backward()
    assert x.grad.item() == 1


def the_engine_refuses_what_would_be_wrong() -> None:
    x = Tensor([1.0, 2], requires_grad=True)
    z = (x * x).sum()
    z.backward()
    assert_raises(RuntimeError, z.backward)
    z = (x * x).sum()
    x.data[0] = 5
    assert_raises(RuntimeError, z.backward)
    assert_raises(TypeError, lambda: Tensor(np.array([1, 2]), requires_grad=True))
    logits = Tensor(np.zeros((2, 3)), requires_grad=True)
    for label in (-1, 3):
        assert_raises(ValueError, partial(nn.CrossEntropyLoss(), logits, Tensor([0, label])))


def only_leaves_that_ask_get_a_gradient() -> None:
    x, y = Tensor([1.0, 2], requires_grad=True), Tensor([3.0, 4])
    z = x * y
    z.sum().backward()
    assert [y.grad, z.grad] == [None, None]
    assert x.grad.data.tolist() == [3, 4]
    try:
        with mytorch.no_grad():
            assert not (x * y).requires_grad
            raise KeyError
    except KeyError:
        assert (x * y).requires_grad


def a_gradient_has_the_dtype_of_its_leaf() -> None:
    x, y = Tensor(np.array([1, 2], np.float32), requires_grad=True), Tensor([3.0, 4], requires_grad=True)
    (x * y).sum().backward()
    assert x.grad.dtype == np.float32
    assert y.grad.dtype == np.float64


def an_op_called_by_hand_answers_with_tensors() -> None:
    x, y = Tensor([2.0, 3.0], requires_grad=True), Tensor([4.0, 5.0])
    ctx = autograd_engine.ContextManager()
    z = F.Mul.forward(ctx, x, y)
    assert (z.data.tolist(), z.requires_grad, z.is_leaf) == ([8, 15], True, False)
    dx, dy = F.Mul.backward(ctx, Tensor([1.0, 10.0]))
    assert (dx.data.tolist(), dy.data.tolist()) == ([4, 50], [2, 30])
    assert F.Neg.backward(autograd_engine.ContextManager(), Tensor([1.0])).data.tolist() == [-1]


def a_graph_can_be_walked_by_hand() -> None:
    x, y = Tensor([2.0, 3.0], requires_grad=True), Tensor([[4.0], [5.0]])
    z = x * y
    assert z.grad_fn.function_name == "Mul"
    to_x, to_y = z.grad_fn.next_functions
    assert to_y is None
    assert to_x.variable is x
    dx, dy = z.grad_fn.apply(Tensor([[1.0, 1.0], [1.0, 2.0]]))
    assert (dx.data.tolist(), dy) == ([9, 14], None)
    to_x.apply(dx)
    autograd_engine.backward(to_x, dx)
    assert x.grad.data.tolist() == [18, 28]
    assert dx.data.tolist() == [9, 14]


def dtypes_that_meet_within_a_graph_go_back_each_to_its_own() -> None:
    x, y = Tensor(np.array([1, 2], np.float32), requires_grad=True), Tensor([3.0, 4], requires_grad=True)
    middle = x * 2
    (middle * y).sum().backward()
    assert (x.grad.dtype, y.grad.dtype, middle.dtype) == (np.float32, np.float64, np.float32)
    assert x.grad.data.tolist() == [6, 8]


class _Twice(mytorch.Function):
    """An op as a user would write it, on Tensors; with `forgetful` its backward returns too few gradients."""

    @staticmethod
    def forward(ctx: Any, x: Any, y: Any, forgetful: bool = False) -> Any:
        ctx.forgetful = forgetful
        return x + y + y

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return g if ctx.forgetful else (g, g * 2)


def an_op_of_the_user_s_own_works() -> None:
    x, y = Tensor([1.0], requires_grad=True), Tensor([2.0], requires_grad=True)
    z = _Twice.apply(x, y)
    z.backward()
    assert (z.data.tolist(), x.grad.data.tolist(), y.grad.data.tolist()) == ([5], [1], [2])
    assert_raises(RuntimeError, _Twice.apply(x, y, forgetful=True).backward)
    assert_raises(TypeError, lambda: _Twice.apply(np.ones(1), np.ones(1)))


def gradcheck_passes_what_is_right_and_fails_what_is_off_by_a_thousandth() -> None:
    x = Tensor(np.linspace(-2, 2, 9) + 0.01, requires_grad=True)
    for f in (F.relu, F.sigmoid, F.tanh):
        assert mytorch.gradcheck(f, x, method="complex")
    matrix = Tensor(np.random.default_rng(0).normal(size=(4, 3)), requires_grad=True)
    one, zero = Tensor(np.ones(3), requires_grad=True), Tensor(np.zeros(3), requires_grad=True)
    assert mytorch.gradcheck(lambda x: F.cross_entropy(x, np.array([0, 2, 1, 1])), matrix, method="complex")
    assert mytorch.gradcheck(
        lambda x, gamma, beta: F.batch_norm(
            x, Tensor(np.zeros(3)), Tensor(np.ones(3)), gamma, beta, training=True
        ),
        [matrix, one, zero],
        method="complex",
    )
    assert_raises(
        mytorch.GradcheckError, lambda: mytorch.gradcheck(lambda x: x * x + 0.001 * x.detach() * x, x)
    )


def what_a_layer_cannot_take_is_refused() -> None:
    for sizes in ((0, 1), (1, 0)):
        assert_raises(ValueError, partial(nn.Linear, *sizes))
    assert nn.Linear(1, 1)(Tensor([[2.0]])).shape == (1, 1)
    assert nn.BatchNorm1d(1)(Tensor([[2.0], [4.0]])).shape == (2, 1)
    for module, shape in ((nn.Linear(3, 2), (4, 2)), (nn.Linear(3, 2), ()), (nn.BatchNorm1d(3), (4, 2))):
        assert_raises(ValueError, partial(module, Tensor(np.ones(shape))))
    logits = Tensor(np.ones((3, 2)))
    for labels in ([0, 1], [[0], [1], [1]], [0.5, 1, 1], [np.nan, 1, 1]):
        assert_raises(ValueError, partial(nn.CrossEntropyLoss(), logits, Tensor(labels)))
    assert_raises(ValueError, partial(nn.CrossEntropyLoss, reduction="average"))
    x = Tensor([1.0], requires_grad=True)
    assert_raises(ValueError, partial(mytorch.optim.SGD, [x], lr=-1.0))
    assert_raises(ValueError, partial(mytorch.optim.SGD, [x], momentum=-0.1))
    mytorch.optim.SGD([x], lr=0.0).step()


def a_parameter_without_a_gradient_is_left_alone() -> None:
    x, y = Tensor([1.0], requires_grad=True), Tensor([1.0], requires_grad=True)
    optimizer = mytorch.optim.SGD([x, y], lr=0.5, momentum=0.5)
    for _ in range(2):
        optimizer.zero_grad()
        (x * 2).backward()
        optimizer.step()
    assert (x.data.tolist(), y.data.tolist()) == ([1 - 1 - 1.5], [1])


def a_converted_parameter_keeps_its_velocity_and_a_step_is_noticed() -> None:
    p = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    optimizer = mytorch.optim.SGD([p], lr=1.0, momentum=0.5)
    for dtype in (np.float64, np.float32, np.float32):
        p.data, p.grad = p.data.astype(dtype), None
        (p * 2).backward()
        optimizer.step()
        assert optimizer.momentums[0].dtype == dtype
    assert p.data.tolist() == [1 - 2 - 3 - 3.5, 2 - 2 - 3 - 3.5]
    z = (p * p).sum()
    optimizer.step()
    assert_raises(RuntimeError, z.backward)


BEHAVIOURS = [
    sgd_folds_lr_into_the_velocity,
    the_engine_adds_up_what_arrives,
    the_engine_goes_deep,
    the_engine_refuses_what_would_be_wrong,
    only_leaves_that_ask_get_a_gradient,
    a_gradient_has_the_dtype_of_its_leaf,
    an_op_called_by_hand_answers_with_tensors,
    a_graph_can_be_walked_by_hand,
    dtypes_that_meet_within_a_graph_go_back_each_to_its_own,
    an_op_of_the_user_s_own_works,
    gradcheck_passes_what_is_right_and_fails_what_is_off_by_a_thousandth,
    what_a_layer_cannot_take_is_refused,
    a_parameter_without_a_gradient_is_left_alone,
    a_converted_parameter_keeps_its_velocity_and_a_step_is_noticed,
]
