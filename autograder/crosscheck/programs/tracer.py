"""The reference that needs nothing but NumPy: what a program's values and gradients are.

A value is traced together with its slopes: its derivative with respect to each element of each leaf, carried
forward by complex step (f(x + ih) = f(x) + ih f'(x) at h = 1e-30, exact to rounding; Squire and Trapp 1998).
So there is no graph and no backward pass here, nor anything that a change in place could spoil: an operation
reads what stands in its operands at that moment.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.complex_step import STEP
from autograder.crosscheck import formulas, formulas_of_images, formulas_of_layers
from autograder.crosscheck.programs.optimizer_steps import Optimizer
from autograder.crosscheck.programs.statement import Statement

__all__ = ["Seen", "Tracer", "Value"]

Array = NDArray[Any]
Element = tuple[int, int]  # which leaf, and which of its elements


class Seen(NamedTuple):
    """What can be seen of a tensor from outside."""

    array: Array
    dtype: str
    requires_grad: bool
    is_leaf: bool


@dataclass
class Value:
    """A tensor, or an array with a name."""

    array: Array  # of float64, as int64 or as bool
    dtype: str  # that it has in mytorch
    slopes: dict[Element, Array] = field(default_factory=dict)
    leaves: frozenset[int] = frozenset()  # that it was made from, be its slopes 0 or not
    is_leaf: bool = True
    requires_grad: bool = False
    grad: Array | None = None
    data: "Value | None" = None  # of what `hold` names: the tensor whose array it is

    def of_its_dtype(self) -> Array:
        """The array as mytorch has it."""
        return self.array.astype(self.dtype)


def _statistics(x: Array) -> tuple[Array, Array]:
    return np.full(x.shape[1], 0.25), np.full(x.shape[1], 1.5)


class Tracer:
    """Runs a program line by line; `values` are its names."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self._leaves: list[Value] = []
        self._optimizers: dict[str, Optimizer] = {}

    # ---- what the judge asks -------------------------------------------------------------------

    def run(self, line: Statement) -> None:
        """Execute one line."""
        with np.errstate(all="ignore"):
            getattr(self, f"_{line.action}")(line)

    def look(self, name: str) -> Seen:
        """A value as it stands."""
        value = self.values[name]
        return Seen(value.array, value.dtype, value.requires_grad, value.is_leaf)

    def gradient(self, name: str) -> Array | None:
        """What has been added up in `.grad`."""
        return self.values[name].grad

    # ---- making values -------------------------------------------------------------------------

    def _leaf(self, line: Statement) -> None:
        array, requires_grad = line.given
        value = Value(_rounded(array, line.dtype), line.dtype, requires_grad=requires_grad)
        self.values[line.target] = value
        if requires_grad:
            self._plant(value)

    def _plant(self, value: Value) -> None:
        """Count it among the leaves, and let its slopes with respect to itself be 1."""
        number = len(self._leaves)
        self._leaves.append(value)
        ones = np.eye(value.array.size).reshape(value.array.size, *value.array.shape)
        value.slopes = {(number, i): one for i, one in enumerate(ones)}
        value.leaves = frozenset([number])

    def _nothing(self, line: Statement) -> None:
        """A layer is made, whose parts get names in the next lines."""

    def _op(self, line: Statement) -> None:
        self.values[line.target] = self._evaluated(line)

    def _evaluated(self, line: Statement) -> Value:
        operands = {name: self.values[name] for name in line.reads if name in self.values}  # no layers
        z = np.asarray(_evaluate(line.numpy, {name: x.array for name, x in operands.items()}))
        new = Value(_rounded(z, line.dtype), line.dtype)
        sources = [x for x in operands.values() if x.requires_grad]
        if not line.recording or np.dtype(line.dtype).kind != "f" or not sources:
            return new
        new.is_leaf, new.requires_grad = False, True
        new.leaves = frozenset().union(*(x.leaves for x in sources))
        for element in {element for x in sources for element in x.slopes}:
            moved = {
                name: x.array + 1j * STEP * x.slopes[element]
                if x.requires_grad and element in x.slopes
                else x.array
                for name, x in operands.items()
            }
            slope = np.asarray(_evaluate(line.numpy, moved)).imag / STEP
            if slope.any():
                new.slopes[element] = slope
        return new

    def _alias(self, line: Statement) -> None:
        self.values[line.target] = self.values[line.reads[0]]

    def _hold(self, line: Statement) -> None:
        """An array that is a tensor's data."""
        value = self.values[line.reads[0]]
        self.values[line.target] = Value(value.array, value.dtype, data=value)

    def _gradient(self, line: Statement) -> None:
        leaf = self.values[line.reads[0]]
        if leaf.grad is None:
            raise ValueError("no gradient yet")
        self.values[line.target] = Value(leaf.grad.copy(), leaf.dtype)

    # ---- changing them -------------------------------------------------------------------------

    def _write(self, line: Statement) -> None:
        """The array gets other contents, and what it was made from is none of its business."""
        value = self.values[line.reads[0]]
        value = value.data or value
        array = value.array.copy()
        operands = {name: self.values[name].array for name in line.reads}
        exec(line.numpy, {"np": np, **operands, "X": array})
        value.array = _rounded(array, value.dtype)

    def _rebind(self, line: Statement) -> None:
        """The tensor gets another array; who holds the old one goes on holding that."""
        value = self.values[line.reads[0]]
        for held in self.values.values():
            if held.data is value:
                held.data = None
        self._write(line)

    def _swap(self, line: Statement) -> None:
        a, b = (self.values[name] for name in line.reads)
        a.array, b.array = b.array, a.array

    def _in_place(self, line: Statement) -> None:
        """As an op, whose result takes the place of its first operand under all its names."""
        value, new = self.values[line.reads[0]], self._evaluated(line)
        if new.array.shape != value.array.shape or new.dtype != value.dtype:
            raise ValueError("not in this place")
        value.array, value.slopes, value.leaves = new.array, new.slopes, new.leaves
        value.is_leaf, value.requires_grad = new.is_leaf, new.requires_grad

    def _constant(self, line: Statement) -> None:
        """fill_: a leaf stays what it is, a result becomes a constant."""
        value = self.values[line.reads[0]]
        if not value.is_leaf:
            value.slopes, value.leaves, value.is_leaf, value.requires_grad = {}, frozenset(), True, False
        self._write(line)

    def _part(self, line: Statement) -> None:
        """Elements of a result are replaced by constants."""
        value = self.values[line.reads[0]]
        self._write(line)
        for element, slope in value.slopes.items():
            slope = slope.copy()
            exec(line.numpy.split("=")[0] + "= 0", {"np": np, "X": slope})
            value.slopes[element] = slope

    def _toggle(self, line: Statement) -> None:
        value = self.values[line.reads[0]]
        value.requires_grad = line.given
        if line.given and not value.leaves:
            self._plant(value)

    # ---- gradients -----------------------------------------------------------------------------

    def _backward(self, line: Statement) -> None:
        z = self.values[line.reads[0]]
        upstream = np.ones(z.array.shape) if line.given is None else _rounded(line.given, z.dtype)
        for number in z.leaves:
            leaf = self._leaves[number]
            if not leaf.requires_grad:
                continue
            if not leaf.is_leaf:
                raise ValueError("a leaf that has become a result has no gradient of its own")
            g = np.zeros(leaf.array.size)
            for i in range(leaf.array.size):
                if (number, i) in z.slopes:
                    g[i] = (upstream * z.slopes[number, i]).sum()
            g = _rounded(g.reshape(leaf.array.shape), leaf.dtype)
            leaf.grad = g if leaf.grad is None else _rounded(leaf.grad + g, leaf.dtype)

    def _clear(self, line: Statement) -> None:
        self.values[line.reads[0]].grad = None

    def _optimizer(self, line: Statement) -> None:
        self._optimizers[line.target] = Optimizer([self.values[name] for name in line.reads], *line.given)

    def _rate(self, line: Statement) -> None:
        self._optimizers[line.reads[0]].settings["lr"] = line.given

    def _step(self, line: Statement) -> None:
        for p, new in self._optimizers[line.reads[0]].step():
            p.array = _rounded(new, p.dtype)

    def _zero(self, line: Statement) -> None:
        for p in self._optimizers[line.reads[0]].params:
            p.grad = None

    # ---- layers --------------------------------------------------------------------------------

    def _batch_norm(self, line: Statement) -> None:
        """A forward pass in training, which moves the running mean and variance."""
        x, mean, var = (self.values[name] for name in line.given)
        batch = x.array
        self._op(line)
        mean.array = _rounded(0.9 * mean.array + 0.1 * batch.mean(axis=0), mean.dtype)
        var.array = _rounded(0.9 * var.array + 0.1 * batch.var(axis=0, ddof=1), var.dtype)


_KNOWN = {
    "np": np,
    "math": np,
    "N": formulas,
    "L": formulas_of_layers,
    "I": formulas_of_images,
    "statistics": _statistics,
}
_compiled: dict[str, Any] = {}


def _evaluate(expression: str, names: dict[str, Any]) -> Any:
    if expression not in _compiled:
        if len(_compiled) > 10_000:
            _compiled.clear()
        _compiled[expression] = compile(expression, "<program>", "eval")
    return eval(_compiled[expression], _KNOWN | names)


def _rounded(array: Any, dtype: str) -> Array:
    """What is left of it in that dtype, as float64 (or int64, or bool)."""
    array = np.asarray(array).real
    if dtype in ("float16", "float32"):
        array = array.astype(dtype)
    return array.astype(dtype if dtype in ("bool", "int64") else np.float64)
