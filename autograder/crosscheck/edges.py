"""Checks every operation of mytorch at inputs that random numbers seldom hit.

These are ties and kinks, the limits of a function's domain, and shapes with one element, one row, one
column, or none. The derivative at a kink is a convention; we use PyTorch's. It is in formulas.py, or in the
row as `slopes`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.crosscheck import formulas
from autograder.crosscheck.operations import Operation
from mytorch import Tensor
from mytorch.nn import functional as F

__all__ = ["EDGES"]


def _at(name: str, *inputs: Any, f: Callable[..., Any], numpys: Any = None, slopes: Any = None) -> Operation:
    """An operation on these inputs; NumPy's version is the same function unless another one is given."""
    arrays = [np.asarray(x, float) for x in inputs]
    given = None if slopes is None else [np.asarray(slope, float) for slope in slopes]
    return Operation(name, f, numpys or f, [x.shape for x in arrays], arrays, given)


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
    _at("max of equal elements", [2, 2, 2], **_MAX),
    _at("max with two winners", [[1, 3, 0], [3, -1, 2]], **_MAX),
    _at("max of equal elements below 0", [[-2, -2], [-2, -2]], **_MAX),
    _at("max of zeros of both signs", [0.0, -0.0, -1], **_MAX),
    _at("max of one element", [5], **_MAX),
    _at("max of a number", 5, **_MAX),
    _at("max along 0 with ties", [[1, 3, 0], [1, 3, 2], [0, 3, 2]], **_max_along(0)),
    _at("max along 1 with ties", [[3, 3, 0], [1, 2, 2], [0, 0, 0]], **_max_along(1)),
    _at("max along -1 with ties, keepdim", [[[3, 3], [1, 2]], [[0, 0], [5, 4]]], **_max_along(-1, True)),
    _at("max along 0 of one row", [[1, 1, 2]], **_max_along(0)),
    _at("max along 1 of one column", [[1], [1]], **_max_along(1)),
    _at("max along 1 of no rows", _empty(0, 3), **_max_along(1)),
    _at(
        "argmax of equal elements", [[1, 3], [3, 3]], f=lambda x: x.argmax(), numpys=lambda x: x.real.argmax()
    ),
    _at(
        "argmax along 1 with ties",
        [[1, 3, 3], [2, 2, 2]],
        f=lambda x: x.argmax(1),
        numpys=lambda x: x.real.argmax(1),
    ),
    _at(
        "max twice of the same ties",
        [1, 1, 0],
        f=lambda x: x.max() * x.max(),
        numpys=lambda x: formulas.max_of_all(x) ** 2,
    ),
    _at(
        "comparison of equals",
        [1, 2, 3],
        f=lambda x: (x >= 2) * x + (x > 2) * x,
        numpys=lambda x: (x.real >= 2) * x + (x.real > 2) * x,
    ),
    # ---- kinks
    _at("relu at 0", [-1, 0, -0.0, 2], **_RELU),
    _at("relu of zeros", np.zeros((2, 3)), **_RELU),
    _at("relu of the number 0", 0, **_RELU),
    _at("relu next to 0", [-5e-324, 5e-324, -1e-300], **_RELU),
    _at("relu of nothing", _empty(0, 3), **_RELU),
    # ---- ends
    _at("sigmoid far out", _FAR, **_SIGMOID),
    _at("sigmoid of a number", 0, **_SIGMOID),
    _at("sigmoid of nothing", _empty(0), **_SIGMOID),
    _at("tanh far out", _FAR, f=lambda x: F.tanh(x), numpys=np.tanh),
    _at("tanh of nothing", _empty(2, 0), f=lambda x: F.tanh(x), numpys=np.tanh),
    _at("exp far out", [-1000, -700, 0, 700], f=lambda x: x.exp(), numpys=np.exp),
    _at("log near 0", [1e-12, 1e-6, 1, 1e12], f=lambda x: x.log(), numpys=np.log),
    _at("log of 0", [0.0], f=lambda x: x.log(), numpys=np.log, slopes=[[np.inf]]),
    _at("sqrt near 0", [1e-12, 1e-6, 1, 1e12], f=lambda x: x.sqrt(), numpys=np.sqrt),
    _at("sqrt of 0", [0.0], f=lambda x: x.sqrt(), numpys=np.sqrt, slopes=[[np.inf]]),
    # ---- powers
    _at("x ** 2 at 0 and below", [-2, 0, 3], f=lambda x: x**2),
    _at("x ** 3 at 0 and below", [-2, 0, 3], f=lambda x: x**3),
    _at("x ** 0 at 0 and below", [-2, 0, 3], f=lambda x: x**0, slopes=[[0, 0, 0]]),
    _at("x ** 1 at 0 and below", [-2, 0, 3], f=lambda x: x**1, slopes=[[1, 1, 1]]),
    _at("x ** -1 below 0", [-2, -0.5, 4], f=lambda x: x**-1),
    _at("x ** -2 below 0", [-2, -0.5, 4], f=lambda x: x**-2),
    _at("x ** 0.5 at 0", [0.0], f=lambda x: x**0.5, slopes=[[np.inf]]),
    _at("x ** 1.5 at 0", [0.0, 4.0], f=lambda x: x**1.5, slopes=[[0, 3]]),
    _at("x ** integers below 0", [-2.0, -3.0], f=lambda x: x ** np.array([2, 3])),
    _at("0 ** y", [2.0, 0.5], f=lambda y: 0.0**y, slopes=[[0, 0]]),
    _at(
        "x ** y at x = 0",
        [0.0, 0.0, 2.0],
        [2.0, 1.0, 0.0],
        f=lambda x, y: x**y,
        slopes=[[0, 1, 0], [0, 0, np.log(2)]],
    ),
    _at("0 ** 0", [0.0], [0.0], f=lambda x, y: x**y, slopes=[[0], [0]]),
    _at("1 ** y", [-2, 0, 3], f=lambda y: 1.0**y, slopes=[[0, 0, 0]]),
    # ---- quotients
    _at("x / y of all signs", [1, -1, 0, -3], [-2, 4, -5, -0.5], f=lambda x, y: x / y),
    _at("x / y with tiny y", [1.0, 0.0], [1e-12, 1e-12], f=lambda x, y: x / y),
    _at("1 / x at 0 of both signs", [0.0, -0.0], f=lambda x: 1 / x, slopes=[[-np.inf, -np.inf]]),
    # ---- the same tensor on both sides
    _at("x - x", [1, 2], f=lambda x: x - x),
    _at("x / x", [1, -2], f=lambda x: x / x),
    _at("x * x at 0", [0, -2], f=lambda x: x * x),
    _at("x ** x", [1, 2], f=lambda x: x**x),
    _at("x @ x of a vector", [1, 2], f=lambda x: x @ x),
    _at("x @ x of a matrix", [[1, 2], [3, 4]], f=lambda x: x @ x),
    _at("x + x.T", [[1, 2], [3, 4]], f=lambda x: x + x.T),
    # ---- sizes of 1 and 0
    *(_at(f"x + y of {a} and {b}", np.ones(a), np.ones(b), f=lambda x, y: x * 2 + y * 3) for a, b in _SIZES),
    _at("x * y of (3, 1) and (0,)", np.ones((3, 1)), _empty(0), f=lambda x, y: x * y),
    _at("x @ y with nothing between", _empty(2, 0), _empty(0, 3), f=lambda x, y: x @ y),
    _at("x @ y without rows", _empty(0, 3), np.ones((3, 2)), f=lambda x, y: x @ y),
    _at("x @ y of no matrices", _empty(0, 2, 3), np.ones((3, 2)), f=lambda x, y: x @ y),
    _at("x @ y of empty vectors", _empty(0), _empty(0), f=lambda x, y: x @ y),
    _at("x @ y of one element", [[2]], [[3]], f=lambda x, y: x @ y),
    _at("x.sum() of nothing", _empty(0, 3), f=lambda x: x.sum()),
    _at("x.sum(0) of no rows", _empty(0, 3), f=lambda x: x.sum(0)),
    _at("x.sum(1) of no rows", _empty(0, 3), f=lambda x: x.sum(1)),
    _at("x.sum(-2) of one row", [[1, 2, 3]], f=lambda x: x.sum(-2)),
    _at("x.sum of a number", 3, f=lambda x: x.sum()),
    _at("x.mean(1) of one column", [[1], [2]], f=lambda x: x.mean(1)),
    _at("x.mean(1) of no rows", _empty(0, 3), f=lambda x: x.mean(1)),
    _at("x.mean(dims) of one element", [[[4]]], f=lambda x: x.mean((0, -1))),
    _at("x.reshape of nothing", _empty(0, 3), f=lambda x: x.reshape(3, 0, 2)),
    _at("x.reshape to a number", [[2]], f=lambda x: x.reshape(())),
    _at("x.reshape of a number", 2, f=lambda x: x.reshape(1, 1)),
    _at("x.T of nothing", _empty(0, 3), f=lambda x: x.T),
    _at("x.T of a number", 3, f=lambda x: x.T),
    _at(
        "permute of nothing",
        _empty(2, 0, 3),
        f=lambda x: x.permute(2, 0, 1),
        numpys=lambda x: x.transpose(2, 0, 1),
    ),
    _at("clone of nothing", _empty(0), f=lambda x: x.clone(), numpys=lambda x: x * 1),
    # ---- indices
    _at("x[[1, 1, 1]]", [1, 2, 3], f=lambda x: x[np.array([1, 1, 1])]),
    _at("x[[0, -3]], twice the same", [1, 2, 3], f=lambda x: x[np.array([0, -3])]),
    _at("x[rows, columns] twice the same", [[1, 2], [3, 4]], f=lambda x: x[[0, 0, 1], [1, 1, 0]]),
    _at("x[[[0, 1], [1, 1]]]", [[1, 2], [3, 4]], f=lambda x: x[np.array([[0, 1], [1, 1]])]),
    _at("x[no rows]", [1, 2, 3], f=lambda x: x[np.array([], int)]),
    _at("x[0:0]", [1, 2, 3], f=lambda x: x[0:0]),
    _at("x[no mask]", [1, 2, 3], f=lambda x: x[np.zeros(3, bool)]),
    _at("x[mask]", [[1, 2], [3, 4]], f=lambda x: x[np.array([[True, False], [True, True]])]),
    _at("x[::-1, None]", [1, 2, 3], f=lambda x: x[::-1, None]),
    _at("x[()] of a number", 3, f=lambda x: x[()]),
    _at("x[..., -1]", [[1, 2], [3, 4]], f=lambda x: x[..., -1]),
    _at("x[0, 0]", [[1, 2], [3, 4]], f=lambda x: x[0, 0]),
    # ---- layers and losses
    _at("linear of one row", [[1, 2]], [[1, 0], [2, 3], [0, 1]], [1, 2, 3], **_LINEAR),
    _at("linear of one feature", [[1], [2]], [[3]], [4], **_LINEAR),
    _at("linear of no rows", _empty(0, 2), [[1, 2]], [3], **_LINEAR),
    _at("linear of no features", _empty(3, 0), _empty(2, 0), [1, 2], **_LINEAR),
    _at("batch norm of a constant column", [[5, 1], [5, 2], [5, 4]], [2, 3], [1, 1], **_BN),
    _at("batch norm of two rows", [[1, 2], [3, -4]], [2, -3], [1, 0], **_BN),
    _at("batch norm of equal rows", [[1, 2], [1, 2]], [2, 3], [1, 0], **_BN),
    _at("batch norm of one column", [[1], [2], [4]], [2], [1], **_BN),
    _at("batch norm with gamma 0", [[1, 2], [3, 5], [2, 2]], [0, 0], [1, 0], **_BN),
    _at(
        "batch norm of one row, biased",
        [[1, 2]],
        [2, 3],
        [1, 0],
        f=_trained_on_biased_variance,
        numpys=formulas.batch_norm,
    ),
    _at(
        "batch norm in evaluation, variance 0",
        [[1, 2]],
        [2, 3],
        [1, 0],
        f=lambda x, gamma, beta: F.batch_norm(x, Tensor.zeros(2), Tensor.zeros(2), gamma, beta),
        numpys=lambda x, gamma, beta: formulas.normalise(x, np.zeros(2), np.zeros(2), gamma, beta),
    ),
    _at("cross entropy of equal logits", [[1, 1, 1], [0, 0, 0]], **_cross_entropy([0, 2])),
    _at("cross entropy of one class", [[1], [-3]], **_cross_entropy([0, 0])),
    _at("cross entropy of one row", [[1, 2, 0]], **_cross_entropy([2])),
    _at("cross entropy with two largest", [[3, 3, 0], [1, 4, 4]], **_cross_entropy([0, 0])),
    _at("cross entropy far out", [[1000, -1000, 0], [-1000, -1000, 1000]], **_cross_entropy([1, 2])),
    _at("cross entropy of far rows", [[1e5, 1e5 + 1], [-1e5, 2 - 1e5]], **_cross_entropy([1, 0])),
]
