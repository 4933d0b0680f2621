"""Checks every operation of mytorch at inputs that random numbers seldom hit.

These are ties and kinks, the limits of a function's domain, and shapes with one element, one row, one
column, or none. The derivative at a kink is a convention; we use PyTorch's. It is in formulas.py, or in the
row as `slopes`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.crosscheck import formulas
from autograder.crosscheck.edges_of_layers import EDGES_OF_LAYERS, at
from autograder.crosscheck.operation import Operation
from mytorch import Tensor
from mytorch.nn import functional as F

__all__ = ["EDGES"]


def _empty(*shape: int) -> np.ndarray:
    return np.zeros(shape)


def _max_along(dim: int, keepdim: bool = False) -> dict[str, Callable[..., Any]]:
    return {
        "f": lambda x: x.max(dim, keepdim).values,
        "numpys": lambda x: formulas.max_along(x, dim, keepdim),
    }


def _cross_entropy(labels: list[int]) -> dict[str, Callable[..., Any]]:
    return {
        "f": lambda x: F.cross_entropy(x, np.array(labels)),
        "numpys": lambda x: formulas.cross_entropy(x, labels),
    }


def _trained(x: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
    width = x.shape[1]
    return F.batch_norm(x, Tensor.zeros(width), Tensor.ones(width), gamma, beta, True)


def _trained_on_biased_variance(x: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
    mean, var = Tensor.zeros(x.shape[1]), Tensor.ones(x.shape[1])
    return F.batch_norm(x, mean, var, gamma, beta, True, unbiased_running_var=False)


_MAX: dict[str, Any] = {"f": lambda x: x.max(), "numpys": formulas.max_of_all}
_RELU: dict[str, Any] = {"f": lambda x: F.relu(x), "numpys": formulas.relu}
_SIGMOID: dict[str, Any] = {"f": lambda x: F.sigmoid(x), "numpys": formulas.sigmoid}
_BN: dict[str, Any] = {"f": _trained, "numpys": formulas.batch_norm}
_LINEAR: dict[str, Any] = {"f": lambda x, W, b: F.linear(x, W, b), "numpys": lambda x, W, b: x @ W.T + b}
_SIZES: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    ((0, 3), (3,)),
    ((0, 3), (1, 1)),
    ((1,), (0,)),
    ((), (0, 2)),
    ((2, 1, 2), (1, 3, 1)),
    ((), ()),
]
_FAR = [-1000.0, -40.0, -1e-8, 0.0, 1e-8, 40.0, 1000.0]

EDGES: list[Operation] = [
    # ---- ties: max of all shares evenly among equals, max along a dim takes the first
    at("max of equal elements", [2, 2, 2], **_MAX),
    at("max with two winners", [[1, 3, 0], [3, -1, 2]], **_MAX),
    at("max of equal elements below 0", [[-2, -2], [-2, -2]], **_MAX),
    at("max of zeros of both signs", [0.0, -0.0, -1], **_MAX),
    at("max of one element", [5], **_MAX),
    at("max of a number", 5, **_MAX),
    at("max along 0 with ties", [[1, 3, 0], [1, 3, 2], [0, 3, 2]], **_max_along(0)),
    at("max along 1 with ties", [[3, 3, 0], [1, 2, 2], [0, 0, 0]], **_max_along(1)),
    at("max along -1 with ties, keepdim", [[[3, 3], [1, 2]], [[0, 0], [5, 4]]], **_max_along(-1, True)),
    at("max along 0 of one row", [[1, 1, 2]], **_max_along(0)),
    at("max along 1 of one column", [[1], [1]], **_max_along(1)),
    at("max along 1 of no rows", _empty(0, 3), **_max_along(1)),
    at(
        "argmax of equal elements", [[1, 3], [3, 3]], f=lambda x: x.argmax(), numpys=lambda x: x.real.argmax()
    ),
    at(
        "argmax along 1 with ties",
        [[1, 3, 3], [2, 2, 2]],
        f=lambda x: x.argmax(1),
        numpys=lambda x: x.real.argmax(1),
    ),
    at(
        "max twice of the same ties",
        [1, 1, 0],
        f=lambda x: x.max() * x.max(),
        numpys=lambda x: formulas.max_of_all(x) ** 2,
    ),
    at(
        "comparison of equals",
        [1, 2, 3],
        f=lambda x: (x >= 2) * x + (x > 2) * x,
        numpys=lambda x: (x.real >= 2) * x + (x.real > 2) * x,
    ),
    # ---- kinks
    at("relu at 0", [-1, 0, -0.0, 2], **_RELU),
    at("relu of zeros", np.zeros((2, 3)), **_RELU),
    at("relu of the number 0", 0, **_RELU),
    at("relu next to 0", [-5e-324, 5e-324, -1e-300], **_RELU),
    at("relu of nothing", _empty(0, 3), **_RELU),
    # ---- ends
    at("sigmoid far out", _FAR, **_SIGMOID),
    at("sigmoid of a number", 0, **_SIGMOID),
    at("sigmoid of nothing", _empty(0), **_SIGMOID),
    at("tanh far out", _FAR, f=lambda x: F.tanh(x), numpys=np.tanh),
    at("tanh of nothing", _empty(2, 0), f=lambda x: F.tanh(x), numpys=np.tanh),
    at("exp far out", [-1000, -700, 0, 700], f=lambda x: x.exp(), numpys=np.exp),
    at("log near 0", [1e-12, 1e-6, 1, 1e12], f=lambda x: x.log(), numpys=np.log),
    at("log of 0", [0.0], f=lambda x: x.log(), numpys=np.log, slopes=[[np.inf]]),
    at("sqrt near 0", [1e-12, 1e-6, 1, 1e12], f=lambda x: x.sqrt(), numpys=np.sqrt),
    at("sqrt of 0", [0.0], f=lambda x: x.sqrt(), numpys=np.sqrt, slopes=[[np.inf]]),
    # ---- powers
    at("x ** 2 at 0 and below", [-2, 0, 3], f=lambda x: x**2),
    at("x ** 3 at 0 and below", [-2, 0, 3], f=lambda x: x**3),
    at("x ** 0 at 0 and below", [-2, 0, 3], f=lambda x: x**0, slopes=[[0, 0, 0]]),
    at("x ** 1 at 0 and below", [-2, 0, 3], f=lambda x: x**1, slopes=[[1, 1, 1]]),
    at("x ** -1 below 0", [-2, -0.5, 4], f=lambda x: x**-1),
    at("x ** -2 below 0", [-2, -0.5, 4], f=lambda x: x**-2),
    at("x ** 0.5 at 0", [0.0], f=lambda x: x**0.5, slopes=[[np.inf]]),
    at("x ** 1.5 at 0", [0.0, 4.0], f=lambda x: x**1.5, slopes=[[0, 3]]),
    at("x ** integers below 0", [-2.0, -3.0], f=lambda x: x ** np.array([2, 3])),
    at("0 ** y", [2.0, 0.5], f=lambda y: 0.0**y, slopes=[[0, 0]]),
    at(
        "x ** y at x = 0",
        [0.0, 0.0, 2.0],
        [2.0, 1.0, 0.0],
        f=lambda x, y: x**y,
        slopes=[[0, 1, 0], [0, 0, np.log(2)]],
    ),
    at("0 ** 0", [0.0], [0.0], f=lambda x, y: x**y, slopes=[[0], [0]]),
    at("1 ** y", [-2, 0, 3], f=lambda y: 1.0**y, slopes=[[0, 0, 0]]),
    # ---- quotients
    at("x / y of all signs", [1, -1, 0, -3], [-2, 4, -5, -0.5], f=lambda x, y: x / y),
    at("x / y with tiny y", [1.0, 0.0], [1e-12, 1e-12], f=lambda x, y: x / y),
    at("1 / x at 0 of both signs", [0.0, -0.0], f=lambda x: 1 / x, slopes=[[-np.inf, -np.inf]]),
    # ---- the same tensor on both sides
    at("x - x", [1, 2], f=lambda x: x - x),
    at("x / x", [1, -2], f=lambda x: x / x),
    at("x * x at 0", [0, -2], f=lambda x: x * x),
    at("x ** x", [1, 2], f=lambda x: x**x),
    at("x @ x of a vector", [1, 2], f=lambda x: x @ x),
    at("x @ x of a matrix", [[1, 2], [3, 4]], f=lambda x: x @ x),
    at("x + x.T", [[1, 2], [3, 4]], f=lambda x: x + x.T),
    # ---- sizes of 1 and 0
    *(at(f"x + y of {a} and {b}", np.ones(a), np.ones(b), f=lambda x, y: x * 2 + y * 3) for a, b in _SIZES),
    at("x * y of (3, 1) and (0,)", np.ones((3, 1)), _empty(0), f=lambda x, y: x * y),
    at("x @ y with nothing between", _empty(2, 0), _empty(0, 3), f=lambda x, y: x @ y),
    at("x @ y without rows", _empty(0, 3), np.ones((3, 2)), f=lambda x, y: x @ y),
    at("x @ y of no matrices", _empty(0, 2, 3), np.ones((3, 2)), f=lambda x, y: x @ y),
    at("x @ y of empty vectors", _empty(0), _empty(0), f=lambda x, y: x @ y),
    at("x @ y of one element", [[2]], [[3]], f=lambda x, y: x @ y),
    at("x.sum() of nothing", _empty(0, 3), f=lambda x: x.sum()),
    at("x.sum(0) of no rows", _empty(0, 3), f=lambda x: x.sum(0)),
    at("x.sum(1) of no rows", _empty(0, 3), f=lambda x: x.sum(1)),
    at("x.sum(-2) of one row", [[1, 2, 3]], f=lambda x: x.sum(-2)),
    at("x.sum of a number", 3, f=lambda x: x.sum()),
    at("x.mean(1) of one column", [[1], [2]], f=lambda x: x.mean(1)),
    at("x.mean(1) of no rows", _empty(0, 3), f=lambda x: x.mean(1)),
    at("x.mean(dims) of one element", [[[4]]], f=lambda x: x.mean((0, -1))),
    at("x.reshape of nothing", _empty(0, 3), f=lambda x: x.reshape(3, 0, 2)),
    at("x.reshape to a number", [[2]], f=lambda x: x.reshape(())),
    at("x.reshape of a number", 2, f=lambda x: x.reshape(1, 1)),
    at("x.T of nothing", _empty(0, 3), f=lambda x: x.T),
    at("x.T of a number", 3, f=lambda x: x.T),
    at(
        "permute of nothing",
        _empty(2, 0, 3),
        f=lambda x: x.permute(2, 0, 1),
        numpys=lambda x: x.transpose(2, 0, 1),
    ),
    at("clone of nothing", _empty(0), f=lambda x: x.clone(), numpys=lambda x: x * 1),
    # ---- indices
    at("x[[1, 1, 1]]", [1, 2, 3], f=lambda x: x[np.array([1, 1, 1])]),
    at("x[[0, -3]], twice the same", [1, 2, 3], f=lambda x: x[np.array([0, -3])]),
    at("x[rows, columns] twice the same", [[1, 2], [3, 4]], f=lambda x: x[[0, 0, 1], [1, 1, 0]]),
    at("x[[[0, 1], [1, 1]]]", [[1, 2], [3, 4]], f=lambda x: x[np.array([[0, 1], [1, 1]])]),
    at("x[no rows]", [1, 2, 3], f=lambda x: x[np.array([], int)]),
    at("x[0:0]", [1, 2, 3], f=lambda x: x[0:0]),
    at("x[no mask]", [1, 2, 3], f=lambda x: x[np.zeros(3, bool)]),
    at("x[mask]", [[1, 2], [3, 4]], f=lambda x: x[np.array([[True, False], [True, True]])]),
    at("x[::-1, None]", [1, 2, 3], f=lambda x: x[::-1, None]),
    at("x[()] of a number", 3, f=lambda x: x[()]),
    at("x[..., -1]", [[1, 2], [3, 4]], f=lambda x: x[..., -1]),
    at("x[0, 0]", [[1, 2], [3, 4]], f=lambda x: x[0, 0]),
    # ---- layers and losses
    at("linear of one row", [[1, 2]], [[1, 0], [2, 3], [0, 1]], [1, 2, 3], **_LINEAR),
    at("linear of one feature", [[1], [2]], [[3]], [4], **_LINEAR),
    at("linear of no rows", _empty(0, 2), [[1, 2]], [3], **_LINEAR),
    at("linear of no features", _empty(3, 0), _empty(2, 0), [1, 2], **_LINEAR),
    at("batch norm of a constant column", [[5, 1], [5, 2], [5, 4]], [2, 3], [1, 1], **_BN),
    at("batch norm of two rows", [[1, 2], [3, -4]], [2, -3], [1, 0], **_BN),
    at("batch norm of equal rows", [[1, 2], [1, 2]], [2, 3], [1, 0], **_BN),
    at("batch norm of one column", [[1], [2], [4]], [2], [1], **_BN),
    at("batch norm with gamma 0", [[1, 2], [3, 5], [2, 2]], [0, 0], [1, 0], **_BN),
    at(
        "batch norm of one row, biased",
        [[1, 2]],
        [2, 3],
        [1, 0],
        f=_trained_on_biased_variance,
        numpys=formulas.batch_norm,
    ),
    at(
        "batch norm in evaluation, variance 0",
        [[1, 2]],
        [2, 3],
        [1, 0],
        f=lambda x, gamma, beta: F.batch_norm(x, Tensor.zeros(2), Tensor.zeros(2), gamma, beta),
        numpys=lambda x, gamma, beta: formulas.normalise(x, np.zeros(2), np.zeros(2), gamma, beta),
    ),
    at("cross entropy of equal logits", [[1, 1, 1], [0, 0, 0]], **_cross_entropy([0, 2])),
    at("cross entropy of one class", [[1], [-3]], **_cross_entropy([0, 0])),
    at("cross entropy of one row", [[1, 2, 0]], **_cross_entropy([2])),
    at("cross entropy with two largest", [[3, 3, 0], [1, 4, 4]], **_cross_entropy([0, 0])),
    at("cross entropy far out", [[1000, -1000, 0], [-1000, -1000, 1000]], **_cross_entropy([1, 2])),
    at("cross entropy of far rows", [[1e5, 1e5 + 1], [-1e5, 2 - 1e5]], **_cross_entropy([1, 0])),
    *EDGES_OF_LAYERS,
]
