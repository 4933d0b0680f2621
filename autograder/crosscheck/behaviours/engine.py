"""The autograd engine and its optimizer: what adds up, and what must be refused."""

from functools import partial

import numpy as np

import mytorch
from autograder.crosscheck.behaviours.closeness import assert_close, assert_raises
from mytorch import Tensor, nn

__all__ = ["BEHAVIOURS"]


def sgd_folds_lr_into_the_velocity() -> None:
    start, velocity = np.array([1.0, -2.0, 4.0]), np.zeros(3)
    p = Tensor(start, requires_grad=True)
    optimizer = mytorch.optim.SGD([p], lr=0.5, momentum=0.75)
    truth = start.copy()
    for step in range(1, 5):
        optimizer.lr = 0.5 / step
        optimizer.zero_grad()
        assert p.grad is None
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
    assert_raises(TypeError, lambda: Tensor([1, 2], requires_grad=True))
    logits = Tensor(np.zeros((2, 3)), requires_grad=True)
    for label in (-1, 3):
        assert_raises(ValueError, partial(nn.CrossEntropyLoss(), logits, Tensor([0, label])))


def only_leaves_that_ask_get_a_gradient() -> None:
    x, y = Tensor([1.0, 2], requires_grad=True), Tensor([3.0, 4])
    z = x * y
    z.sum().backward()
    assert y.grad is None
    assert z.grad is None
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


BEHAVIOURS = [
    sgd_folds_lr_into_the_velocity,
    the_engine_adds_up_what_arrives,
    the_engine_goes_deep,
    the_engine_refuses_what_would_be_wrong,
    only_leaves_that_ask_get_a_gradient,
    a_gradient_has_the_dtype_of_its_leaf,
]
