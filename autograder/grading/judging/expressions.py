"""Small programs of + - * / on several leaves: run on arrays, differentiated by hand and by the complex step.

A program is a list of lines "op i j" (also "log i", "flat i"), whose operands are numbers of values: the
leaves first, then the result of each line. A value may be used any number of times. One mistake of an
operation or of an engine can be made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.complex_step import complex_gradients
from autograder.grading.judging.compare import allowed, close
from autograder.grading.judging.references import demand_agreement, remembered

Array = NDArray[Any]

OPERATION_MISTAKES = (
    "sign",
    "operands swapped",
    "gradient passed on",
    "missing square",
    "numerator left out",
    "derivative instead of the gradient",
    "not un-broadcast",
    "un-broadcast by the mean",
)
ENGINE_MISTAKES = ("overwritten", "overwritten inside", "visited too early", *OPERATION_MISTAKES)


def run(program: Sequence[str], leaves: Sequence[Array]) -> list[Array]:
    """Every value of the program, the leaves first."""
    values = list(leaves)
    for line in program:
        op, *operands = line.split()
        x = [values[int(i)] for i in operands]
        if op == "log":
            values.append(np.log(x[0]))
        elif op == "flat":
            values.append(x[0].reshape(-1))
        else:
            values.append(
                np.asarray({"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[op](*x))
            )
    return values


def derivatives(op: str, g: Array, x: Sequence[Array], wrong: str = "") -> list[Array]:
    """The gradients of one op's operands."""
    if wrong == "derivative instead of the gradient":
        g = np.ones_like(g)
    if op == "log":
        return [g / x[0]]
    if op == "flat":
        return [g.reshape(x[0].shape)]
    a, b = x
    grads = {"+": [g, g], "-": [g, -g], "*": [g * b, g * a], "/": [g / b, -g * a / b**2]}[op]
    if wrong == "operands swapped":
        return grads[::-1]
    if wrong == "gradient passed on":
        return [g, g]
    if op in "-/" and wrong == "sign":
        return [grads[0], -grads[1]]
    if op == "/" and wrong == "missing square":
        return [grads[0], -g * a / b]
    if op == "/" and wrong == "numerator left out":
        return [grads[0], -g / b**2]
    return grads


def fit(g: Array, shape: tuple[int, ...], wrong: str = "") -> Array:
    """Sum a gradient over the axes that were broadcast."""
    if wrong == "not un-broadcast" or g.shape == shape:
        return g
    reduce = np.mean if wrong == "un-broadcast by the mean" else np.sum
    g = reduce(g, axis=tuple(range(g.ndim - len(shape))))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1)
    return np.asarray(reduce(g, axis=axes, keepdims=True)).reshape(shape)


def flags(program: Sequence[str], needs: Sequence[bool], wrong: str = "") -> list[bool]:
    """Whether the result of each line requires a gradient; needs: whether each leaf does."""
    known = list(needs)
    for line in program:
        operands = [known[int(i)] for i in line.split()[1:]]
        known.append(all(operands) if wrong == "requires all operands" else any(operands))
    return known[len(needs) :]


def gradients(program: Sequence[str], leaves: Sequence[Array], g: Array, wrong: str = "") -> list[Array]:
    """The gradients of the leaves, for the upstream gradient g of the last value."""
    with np.errstate(all="ignore"):
        return _gradients(program, leaves, g, wrong)


def _gradients(program: Sequence[str], leaves: Sequence[Array], g: Array, wrong: str) -> list[Array]:
    values = run(program, leaves)
    grads = [np.zeros_like(value) for value in values]
    grads[-1] = grads[-1] + g
    order = range(len(values) - 1, len(leaves) - 1, -1)
    seen: set[int] = set()  # the values that were visited; gradients that arrive later are lost
    for at in _by_first_arrival(program, len(leaves)) if wrong == "visited too early" else order:
        seen.add(at)
        if at < len(leaves):
            continue
        op, *operands = program[at - len(leaves)].split()
        numbers = [int(i) for i in operands]
        x = [values[i] for i in numbers]
        for i, grad in zip(numbers, derivatives(op, grads[at], x, wrong), strict=True):
            grad = fit(grad, values[i].shape, wrong)
            overwrites = wrong == "overwritten" or (wrong == "overwritten inside" and i >= len(leaves))
            if overwrites or grad.shape != grads[i].shape:
                grads[i] = grad
            elif i not in seen:
                grads[i] = grads[i] + grad
    return grads[: len(leaves)]


def _by_first_arrival(program: Sequence[str], leaves: int) -> list[int]:
    """The values in the order in which a queue meets them, from the last one on."""
    queue, order = [leaves + len(program) - 1], list[int]()
    while queue:
        at = queue.pop(0)
        if at not in order:
            order.append(at)
            queue += [int(i) for i in program[at - leaves].split()[1:]] if at >= leaves else []
    return order


@remembered
def true_gradients(program: Sequence[str], leaves: Sequence[Array], g: Array) -> list[Array]:
    """The gradients, confirmed by the complex step."""
    by_hand = gradients(program, leaves, g)
    at = {str(i): leaf for i, leaf in enumerate(leaves)}
    steps = complex_gradients(lambda arrays: (run(program, list(arrays.values()))[-1] * g).sum(), at)
    demand_agreement("an expression", dict(zip(at, by_hand, strict=True)), steps)
    return by_hand


def draw(rng: Any, leaves: int, lines: int) -> list[str]:
    """A random program in which every leaf and every line is used, several of them more than once."""
    program: list[str] = []
    for at in range(lines):
        newest = leaves + at - 1 if at else 0
        other = at + 1 if at + 1 < leaves else int(rng.integers(0, leaves + at))
        program.append(f"{rng.choice(list('+-*/'))} {newest} {other}")
    return program


def tame(program: Sequence[str], leaves: Sequence[Array], g: Array) -> bool:
    """Whether it can be computed in single precision, whatever the order: nothing in it is divided by what
    is 0 or nearly so.
    """
    with np.errstate(all="ignore"):
        exact = run(program, leaves) + gradients(program, leaves, g)
        single = [leaf.astype(np.float32) for leaf in leaves]
        rough = run(program, single) + gradients(program, single, g.astype(np.float32))
        return all(
            bool(np.isfinite(a).all()) and close(a, b, allowed(a) / 4)
            for a, b in zip(exact, rough, strict=True)
        )
