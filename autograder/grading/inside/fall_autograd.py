"""What a Fall hand-in's tensors and engine are asked to do; and how the grader handles its tensors."""

import sys
from typing import Any

import numpy as np

Values = dict[str, Any]


def tensor(array: np.ndarray, requires_grad: bool = False) -> Any:
    """A leaf of the hand-in's."""
    from mytorch.tensor import Tensor

    return Tensor(array, requires_grad=requires_grad)


def data(value: Any) -> Any:
    """The array in a Tensor, as it is now; None for None; for anything else, what it is instead."""
    from mytorch.tensor import Tensor

    if value is None:
        return None
    if not isinstance(value, Tensor):
        return f"no Tensor ({type(value).__name__})"
    return value.data.copy() if isinstance(value.data, np.ndarray) else value.data


def walk(output: Any, upstream: np.ndarray) -> None:
    """Backward from a tensor with a given upstream gradient."""
    from mytorch import autograd_engine

    autograd_engine.backward(output.grad_fn, tensor(upstream))


OPERATORS = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
}
NAMES = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div"}


def operation(op: str, a: np.ndarray, b: np.ndarray, g: np.ndarray) -> Values:
    """An operator, and its class called by hand."""
    import mytorch.nn.functional as F
    from mytorch.autograd_engine import ContextManager

    values: Values = {"output": data(OPERATORS[op](tensor(a), tensor(b)))}
    kind, ctx = getattr(F, NAMES[op]), ContextManager()
    x, y, upstream = tensor(a, True), tensor(b, True), tensor(g)
    values["output of forward"] = data(kind.forward(ctx, x, y))
    da, db = kind.backward(ctx, upstream)
    values |= {"gradient of a": data(da), "gradient of b": data(db)}
    return values | {"a afterwards": data(x), "b afterwards": data(y), "g afterwards": data(upstream)}


def through_engine(op: str, a: np.ndarray, b: np.ndarray, g: np.ndarray) -> Values:
    """An operator between two leaves, and the walk back."""
    x, y = tensor(a, True), tensor(b, True)
    z = OPERATORS[op](x, y)
    walk(z, g)
    return {"output": data(z), "gradient of a": data(x.grad), "gradient of b": data(y.grad)}


def expression(program: list[str], leaves: list[Any], needs: list[bool], g: Any, times: int) -> Values:
    """Run a program on the leaves and go back through it; all of it `times` times over.

    program: lines "op i j" (or "log i", "flat i") on the values so far, the leaves being the first of them.
    leaves: arrays, or Python numbers as in the course's sandbox.
    g: the upstream gradient; None: backward() of the result, whose own is ones.
    """
    tensors = [tensor(array, need) for array, need in zip(leaves, needs, strict=True)]
    for _ in range(times):
        values = list(tensors)
        for line in program:
            op, *operands = line.split()
            x = [values[int(i)] for i in operands]
            if op == "log":
                values.append(x[0].log())
            elif op == "flat":
                values.append(x[0].reshape(-1))
            else:
                values.append(OPERATORS[op](*x))
        if g is None:
            values[-1].backward()
        else:
            walk(values[-1], g)
    found: Values = {"output": data(values[-1])}
    found |= {f"gradient of leaf {i}": data(leaf.grad) for i, leaf in enumerate(tensors)}
    made = values[len(tensors) :]
    found |= {f"gradient of intermediate {i}": data(value.grad) for i, value in enumerate(made)}
    found |= {f"requires_grad of intermediate {i}": bool(value.requires_grad) for i, value in enumerate(made)}
    found |= {f"is_leaf of intermediate {i}": bool(value.is_leaf) for i, value in enumerate(made)}
    return found | {f"leaf {i} afterwards": data(leaf) for i, leaf in enumerate(tensors)}


def doublings(x: np.ndarray, count: int) -> Values:
    """y = y + y, over and over; how many Python functions the walk back calls."""
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
    """y = y + x, over and over."""
    leaf = tensor(x, True)
    y = leaf
    for _ in range(length):
        y = y + leaf
    y.backward()
    return {"gradient of x": data(leaf.grad)}


def shared_gradients(a: np.ndarray, b: np.ndarray, g: np.ndarray) -> Values:
    """The gradient of b, after that of a was written to."""
    x, y = tensor(a, True), tensor(b, True)
    walk(x + y, g)
    before = data(y.grad)
    x.grad.data += 1.0
    return {"gradient of b": before, "gradient of b after a change of a's": data(y.grad)}
