"""Every operation of mytorch beside NumPy's formula, over many shapes (see operation.py)."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.crosscheck import formulas
from autograder.crosscheck.operation import Operation
from autograder.crosscheck.operations_of_layers import OPERATIONS_OF_LAYERS
from mytorch import Tensor
from mytorch.nn import functional as F

__all__ = ["OPERATIONS"]


def _same(name: str, f: Callable[..., Any], *shapes: list[tuple[int, ...]]) -> Iterator[Operation]:
    """An operation that is the same function for both libraries."""
    return (Operation(f"{name} of {given}", f, f, given) for given in shapes)


_PAIRS: list[list[tuple[int, ...]]] = [
    [(3, 4), (3, 4)],
    [(3, 1), (1, 4)],
    [(2, 3, 4), (4,)],
    [(), (3,)],
    [(4, 1), (4,)],
    [(1,), (5, 1)],
    [(1, 1), ()],
]
_ONE: list[list[tuple[int, ...]]] = [[(3, 4)], [()], [(5,)]]
_MATRICES: list[list[tuple[int, ...]]] = [
    [(3, 4), (4, 2)],
    [(4,), (4, 2)],
    [(3, 4), (4,)],
    [(4,), (4,)],
    [(2, 3, 4), (4, 5)],
    [(2, 1, 3, 4), (3, 4, 2)],
]


def _diamonds(x: Any) -> Any:
    """Values that are used early and late, so that backward must wait for a consumer far away
    in the graph.
    """
    y = x * x
    z = y * x
    for _ in range(3):
        z = z * y + z
    return z * y - y / (z + 1) + x


_MEAN, _VAR = np.array([0.3, -0.2, 1.0, 0.1]), np.array([0.5, 1.5, 2.0, 0.8])
_LABELS = np.array([1, 0, 3, 3, 2])


def _sizes(*shape: int) -> list[tuple[int, ...]]:
    return [shape]


OPERATIONS: list[Operation] = [
    *_same("x + y", lambda x, y: x + y, *_PAIRS),
    *_same("x - y", lambda x, y: x - y, *_PAIRS),
    *_same("x * y", lambda x, y: x * y, *_PAIRS),
    *_same("x / y", lambda x, y: x / y, *_PAIRS),
    *_same("x ** y", lambda x, y: x**y, *_PAIRS),
    *_same("x @ y", lambda x, y: x @ y, *_MATRICES),
    *_same("-x", lambda x: -x, *_ONE),
    *_same("3 - x", lambda x: 3 - x, *_ONE),
    *_same("2 / x", lambda x: 2 / x, *_ONE),
    *_same("2 ** x", lambda x: 2**x, *_ONE),
    *_same("x ** 3", lambda x: x**3, *_ONE),
    *_same("x + 1, 2 * x", lambda x: 2 * x + 1, *_ONE),
    *_same("x[1:, ::2]", lambda x: x[1:, ::2], _sizes(3, 4)),
    *_same("x[[0, 0, 2]]", lambda x: x[np.array([0, 0, 2])], _sizes(3, 4)),
    *_same("x.T", lambda x: x.T, _sizes(3, 4), _sizes(2, 3, 4)),
    *_same("x.reshape(-1, 2)", lambda x: x.reshape(-1, 2), _sizes(3, 4)),
    *_same("x.sum()", lambda x: x.sum(), *_ONE),
    *_same("x.sum(axis=1)", lambda x: x.sum(axis=1), _sizes(3, 4), _sizes(2, 3, 4)),
    *_same("x.sum(axis=(0, 2), keepdims=True)", lambda x: x.sum(axis=(0, 2), keepdims=True), _sizes(2, 3, 4)),
    *_same("x.mean()", lambda x: x.mean(), *_ONE),
    *_same("x.mean(axis=-1)", lambda x: x.mean(axis=-1), _sizes(3, 4), _sizes(2, 3, 4)),
    *_same("x * x + x, x used three times", lambda x: x * x + x, *_ONE),
    *_same("values used early and late", _diamonds, *_ONE),
    Operation("Sum along the last dim", lambda x: F.Sum.apply(x, dim=-1), lambda x: x.sum(axis=-1), [(3, 4)]),
    Operation("exp", lambda x: x.exp(), np.exp, [(3, 4)]),
    Operation("log", lambda x: x.log(), np.log, [(3, 4)]),
    Operation("sqrt", lambda x: x.sqrt(), np.sqrt, [(3, 4)]),
    Operation("permute", lambda x: x.permute(1, 2, 0), lambda x: x.transpose(1, 2, 0), [(2, 3, 4)]),
    Operation("transpose", lambda x: x.transpose(0, 2), lambda x: x.swapaxes(0, 2), [(2, 3, 4)]),
    Operation("clone", lambda x: x.clone(), lambda x: x, [(3, 4)]),
    Operation("max", lambda x: x.max(), formulas.max_of_all, [(3, 4)]),
    Operation("max along 1", lambda x: x.max(1).values, lambda x: formulas.max_along(x, 1), [(3, 4)]),
    Operation("relu", lambda x: F.relu(x - 1), lambda x: formulas.relu(x - 1), [(3, 4)]),
    Operation("sigmoid", lambda x: F.sigmoid(x - 1), lambda x: formulas.sigmoid(x - 1), [(3, 4)]),
    Operation("tanh", lambda x: F.tanh(x - 1), lambda x: np.tanh(x - 1), [(3, 4)]),
    Operation("linear", F.linear, lambda x, W, b: x @ W.T + b, [(5, 4), (3, 4), (3,)]),
    Operation(
        "batch norm in training",
        lambda x, gamma, beta: F.batch_norm(x, Tensor(_MEAN), Tensor(_VAR), gamma, beta, training=True),
        formulas.batch_norm,
        [(5, 4), (4,), (4,)],
    ),
    Operation(
        "batch norm in evaluation",
        lambda x, gamma, beta: F.batch_norm(x, Tensor(_MEAN), Tensor(_VAR), gamma, beta),
        lambda x, gamma, beta: formulas.normalise(x, _MEAN, _VAR, gamma, beta),
        [(5, 4), (4,), (4,)],
    ),
    Operation(
        "cross entropy",
        lambda x: F.cross_entropy(x, _LABELS, reduction="sum"),
        lambda x: formulas.cross_entropy(x, _LABELS, "sum"),
        [(5, 4)],
    ),
    Operation(
        "mean cross entropy",
        lambda x: F.cross_entropy(x, _LABELS),
        lambda x: formulas.cross_entropy(x, _LABELS),
        [(5, 4)],
    ),
    *OPERATIONS_OF_LAYERS,
]
