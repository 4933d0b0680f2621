"""The scenarios for the operations and the engine of a Fall hand-in."""

import sys
from typing import Any

import numpy as np

from autograder.grading.running.inside.fall_tensors import (
    Values,
    attempt,
    data,
    failed,
    gradients,
    kept,
    tensor,
    walk,
)

OPERATORS = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
}
NAMES = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div"}


def operation(op: str, a: np.ndarray, b: np.ndarray, g: np.ndarray) -> Values:
    """An operator, twice on the same tensors, and its class called by hand; the gradients through the engine
    where the class cannot be called so.
    """
    x, y = tensor(a), tensor(b)
    values: Values = {
        name: data(attempt(OPERATORS[op], x, y)) for name in ("output", "output the second time")
    }
    x, y, upstream = tensor(a, True), tensor(b, True), tensor(g)

    def by_hand() -> Any:
        import mytorch.nn.functional as F
        from mytorch.autograd_engine import ContextManager

        kind, ctx = getattr(F, NAMES[op]), ContextManager()
        values["output of forward"] = data(kind.forward(ctx, x, y))
        da, db = kind.backward(ctx, upstream)
        return {"gradient of a": kept(da), "gradient of b": kept(db)}

    found = attempt(by_hand)
    if failed(found):
        values.setdefault("output of forward", found)
        found = gradients(lambda: OPERATORS[op](x, y), {"a": x, "b": y}, g)
        del found["output"]
    return values | found | {"a afterwards": data(x), "b afterwards": data(y), "g afterwards": data(upstream)}


def expression(program: list[str], leaves: list[Any], needs: list[bool], g: Any, times: int) -> Values:
    """Run a program on the leaves and walk back through it; repeat all of it `times` times.

    program: lines "op i j" (or "log i", "flat i") on the values so far, the leaves being the first of them.
    leaves: arrays, or Python numbers as in the course's sandbox.
    g: the upstream gradient; None: backward() of the result, whose own is ones.
    """
    tensors = [tensor(array, need) for array, need in zip(leaves, needs, strict=True)]
    made: Any = []
    walked: Any = None
    for _ in range(times):
        made = attempt(_run, program, tensors)
        if not failed(made):
            flags = _flags(made)
            walked = attempt(made[-1].backward) if g is None else attempt(walk, made[-1], g)
        if failed(made) or failed(walked):
            break
    found: Values = {"output": made if failed(made) else data(made[-1])}
    for i, (leaf, need) in enumerate(zip(tensors, needs, strict=True)):
        stopped = made if failed(made) else walked
        found[f"gradient of leaf {i}"] = stopped if need and failed(stopped) else data(leaf.grad)
        found[f"leaf {i} afterwards"] = data(leaf)
        found[f"requires_grad of leaf {i}"] = attempt(lambda leaf=leaf: bool(leaf.requires_grad))
    if failed(made):
        return found
    return found | flags | {f"gradient of intermediate {i}": data(one.grad) for i, one in enumerate(made)}


def _run(program: list[str], leaves: list[Any]) -> list[Any]:
    """The result of each line."""
    values = list(leaves)
    for line in program:
        op, *operands = line.split()
        x = [values[int(i)] for i in operands]
        if op == "log":
            values.append(x[0].log())
        elif op == "flat":
            values.append(x[0].reshape(-1))
        else:
            values.append(OPERATORS[op](*x))
    return values[len(leaves) :]


def _flags(made: list[Any]) -> Values:
    values: Values = {}
    for i, one in enumerate(made):
        for flag in ("requires_grad", "is_leaf"):
            values[f"{flag} of intermediate {i}"] = attempt(
                lambda one=one, flag=flag: bool(getattr(one, flag))
            )
    return values


def doublings(x: np.ndarray, count: int) -> Values:
    """Compute y = y + y repeatedly; return how many Python functions the walk back calls."""
    leaf = tensor(x, True)
    y = leaf
    for _ in range(count):
        y = y + y
    calls = 0

    def profile(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(profile)
    try:
        y.backward()
    finally:
        sys.setprofile(None)
    return {"gradient of x": data(leaf.grad), "calls": calls}


def chain(x: np.ndarray, length: int) -> Values:
    """Compute y = y + x repeatedly."""
    leaf = tensor(x, True)
    y = leaf
    for _ in range(length):
        y = y + leaf
    y.backward()
    return {"gradient of x": data(leaf.grad)}


def shared_gradients(a: np.ndarray, b: np.ndarray, g: np.ndarray) -> Values:
    """The gradient of b, after the gradient of a was changed in place."""
    x, y = tensor(a, True), tensor(b, True)
    walk(x + y, g)
    before = data(y.grad)
    x.grad.data += 1.0
    return {"gradient of b": before, "gradient of b after a change of a's": data(y.grad)}
