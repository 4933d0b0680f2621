"""The operations of random programs that are derivatives themselves, and hooks on gradients (see table.py).

`slope(f, x)` is the derivative of the sum of f(x), recorded, so that a program can walk back through it.
NumPy's expression is that derivative from the textbook, and its complex step the second one.
"""

from typing import Any

from autograder.crosscheck.programs.conditions import alike, nonempty, off_zero, rows, shaped
from autograder.crosscheck.programs.row import Op

__all__ = ["SLOPES"]


def _of_any_shape() -> list[Op]:
    table: list[tuple[Any, ...]] = [  # f, its derivative, when
        ("y**3", "3 * {0} ** 2"),
        ("y.sin()", "np.cos({0})"),
        ("y.tanh()", "1 - np.tanh({0}) ** 2"),
        ("y.sigmoid() * y", "N.sigmoid({0}) * (1 + {0} * (1 - N.sigmoid({0})))"),
        ("F.softplus(y)", "N.sigmoid({0})"),
        ("y.logsumexp(-1)", "N.softmax({0}, -1)", lambda x: rows(x) and nonempty(x)),
        (
            "y.softmax(-1) ** 2",
            "2 * N.softmax({0}, -1)"
            " * (N.softmax({0}, -1) - (N.softmax({0}, -1) ** 2).sum(-1, keepdims=True))",
            lambda x: rows(x) and nonempty(x),
        ),
        ("y.norm()", "{0} / N.norm({0})", lambda x: nonempty(x) and off_zero(x) and bool(x.all())),
    ]
    return [
        Op(f"slope of {f}", f"slope(lambda y: {f}, {{0}})", numpy=numpy, when=alike(*when))
        for f, numpy, *when in table
    ]


def _of_one_shape() -> list[Op]:
    table: list[tuple[Any, ...]] = [  # f, of x, and of another tensor; its derivative; their shapes
        ("y[[0, 0, 2]] ** 2", "{0} * np.array([4.0, 0.0, 2.0])", (3,)),
        (
            "F.embedding(Tensor(np.array([1, 1])), y) ** 3",
            "np.stack([0 * {0}[0], 6 * {0}[1] ** 2])",
            (2, 3),
        ),
        ("(y @ {1}) ** 2", "2 * {0} @ {1} @ {1}.T", (2, 3), (3, 2)),
        (
            "F.conv1d(y, {1}) ** 2",
            "np.convolve(2 * np.convolve({0}.ravel(), {1}.ravel()[::-1], 'valid'), {1}.ravel())[None, None]",
            (1, 1, 4),
            (1, 1, 2),
        ),
        ("F.linear(y, {1}) ** 3", "3 * ({0} @ {1}.T) ** 2 @ {1}", (2, 3), (2, 3)),
        ("F.mse_loss(y, {1}) * {1}", "({0} - {1}) * {1}.sum() / 2", (2, 2), (2, 2)),
    ]
    return [
        Op(
            f"slope of {f}",
            f"slope(lambda y: {f}, {{0}}" + (", {1})" if len(shapes) > 1 else ")"),
            "f" * len(shapes),
            numpy=numpy,
            when=alike(shaped(tuple(shapes))),
            like=tuple(shapes),
        )
        for f, numpy, *shapes in table
    ]


HOOKS = [
    Op("register_hook", "doubled({0})", numpy="{0} + 1j * {0}.imag"),
]
SLOPES = [*_of_any_shape(), *_of_one_shape(), *HOOKS]
