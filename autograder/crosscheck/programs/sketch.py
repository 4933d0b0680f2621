"""A program while it is drawn: its lines, what its names stand for, and how numbers are picked."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.crosscheck.programs.statement import Statement
from autograder.crosscheck.programs.tracer import Tracer, Value

__all__ = ["Sketch", "Unfit", "array_of", "numbers_of"]

SHAPES: list[tuple[int, ...]] = [
    (),
    (1,),
    (2,),
    (3,),
    (1, 3),
    (3, 1),
    (2, 3),
    (2, 2),
    (3, 2),
    (1, 1),
    (2, 1, 2),
    (0,),
    (0, 3),
    (2, 0),
]
LIKELY = np.array([3, 1, 3, 4, 2, 2, 6, 4, 3, 1, 2, 0.4, 0.3, 0.3])
LARGEST_VALUE, LARGEST_SLOPE, LARGEST_SIZE = 40, 400, 24


class Unfit(Exception):
    """Not here: draw another line."""


UNFIT = (Unfit, ValueError, TypeError, IndexError, AttributeError)  # the latter are NumPy's


class Sketch:
    """The program so far."""

    def __init__(self, rng: np.random.Generator, length: int) -> None:
        self.rng, self.length = rng, length
        self.lines: list[Statement] = []
        self.tracer = Tracer()
        self.names = itertools.count()
        self.tensors: list[str] = []  # in the order of their making
        self.arrays: list[str] = []  # named constants, of floats and of indices
        self.held: dict[str, str] = {}  # arrays that are some tensor's data
        self.orphans: list[str] = []  # arrays that were some tensor's data, and may be what an op has saved
        self.layers: list[tuple[str, list[str]]] = []
        self.buffers: list[str] = []  # running means and variances, which no gradient is asked for
        self.optimizers: list[str] = []
        self.of_one_rate: list[str] = []  # those among them whose rate must not change
        self.mixed = rng.random() < 0.3  # dtypes
        self.in_place = rng.random() < 0.5
        self.numpy = rng.random() < 0.15

    def line(self, make: Callable[[], Any], trials: int = 30) -> bool:
        """Draw until one fits; False if none does."""
        for _ in range(trials):
            try:
                make()
            except UNFIT:
                continue
            return True
        return False

    def add(self, line: Statement) -> None:
        """Run it, and keep it if what comes out is fit to go on with."""
        self.tracer.run(line)
        if line.target in self.tracer.values:
            value = self.tracer.values[line.target]
            try:
                self.check(value)
            except Unfit:
                del self.tracer.values[line.target]
                raise
        self.lines.append(line)

    def change(self, line: Statement) -> None:
        """A line that changes a value; all that can see the change are looked at."""
        value = self.value(line.reads[0])
        value = value.data or value
        before = dict(value.__dict__)
        try:
            self.tracer.run(line)
            self.check(value)
        except Exception:
            value.__dict__.update(before)
            raise
        self.lines.append(line)

    def check(self, value: Value) -> None:
        """Unfit where rounding would grow, or numbers become too many."""
        sizes = [np.abs(slope).max(initial=0) for slope in value.slopes.values()]
        fine = value.array.size <= LARGEST_SIZE and np.abs(value.array).max(initial=0) <= LARGEST_VALUE
        if not (fine and np.isfinite(value.array).all() and max(sizes, default=0) < LARGEST_SLOPE):
            raise Unfit

    def pick(self, options: list[Any]) -> Any:
        """One of them."""
        if not options:
            raise Unfit
        return options[int(self.rng.integers(len(options)))]

    def value(self, name: str) -> Value:
        """What stands in a name."""
        return self.tracer.values[name]

    def fresh(self, letter: str) -> str:
        """A new name."""
        return f"{letter}{next(self.names)}"

    def tensor(self, kind: str = "f", where: Callable[[Value], bool] = lambda value: True) -> str:
        """A tensor of floats, ints or bools; late ones rather than early ones."""
        fit = [
            name
            for name in self.tensors
            if np.dtype(self.value(name).dtype).kind == kind and where(self.value(name))
        ]
        if not fit:
            raise Unfit
        return fit[-1 - min(int(self.rng.geometric(0.35)) - 1, int(self.rng.integers(len(fit))))]

    def dtype(self) -> str:
        """Of a new tensor."""
        odds = [0.4, 0.45, 0.15] if self.mixed else [1, 0, 0]
        return str(self.rng.choice(["float64", "float32", "float16"], p=odds))

    def shape(self) -> tuple[int, ...]:
        """Of a new tensor."""
        return SHAPES[int(self.rng.choice(len(SHAPES), p=LIKELY / LIKELY.sum()))]

    def numbers(self, shape: tuple[int, ...], ties: bool = False) -> NDArray[np.float64]:
        """Few different ones, with ties among them, or many."""
        if ties:
            return np.asarray(self.rng.integers(-1, 2, shape) / 1)
        if self.rng.random() < 0.4:
            return np.asarray(self.rng.integers(-3, 5, shape) / 2)
        return np.asarray(np.round(self.rng.normal(0.4, 1, shape), 3))

    def leaf(
        self, requires_grad: bool | None = None, shape: tuple[int, ...] | None = None, ties: bool = False
    ) -> str:
        """A new leaf; its name."""
        wanted = bool(self.rng.random() < 0.8) if requires_grad is None else requires_grad
        array = self.numbers(self.shape() if shape is None else shape, ties)
        dtype, name = self.dtype() if shape is None else "float64", self.fresh("w")
        flag = ", requires_grad=True" if wanted else ""
        ours = f"{name} = Tensor({self.laid_out(array, dtype, wanted)}{flag})"
        theirs = f"{name} = Tensor({array_of(array, dtype)}{flag})"
        self.add(Statement("leaf", "leaf", ours, theirs, target=name, dtype=dtype, given=(array, wanted)))
        self.tensors.append(name)
        return name

    def laid_out(self, array: NDArray[Any], dtype: str, wanted: bool) -> str:
        """Source of an array with these elements, in one of several layouts, or of numbers in lists."""
        options = [array_of(array, dtype)] * 2
        if array.ndim and array.size:
            options.append(f"{array_of(array[::-1], dtype)}[::-1]")
            options.append(f"{array_of(np.repeat(array, 2, -1), dtype)}[..., ::2]")
            options.append(f"{array_of(array.T, dtype)}.T")
        if dtype == "float64" and array.size:
            options.append(numbers_of(array))
            if wanted and (array == np.round(array)).all():
                options.append(numbers_of(array.astype(int)))  # as the course's own tests make leaves
        return str(self.pick(options))

    def constant(self, kind: str = "", shape: tuple[int, ...] | None = None) -> str:
        """A tensor of integers (i) or bools (b), an array with a name (c) or one of indices (k)."""
        kind = kind or self.pick(["i", "b", "c", "k"])
        shape = self.shape() if shape is None else shape
        name, dtype = self.fresh(kind), {"i": "int64", "k": "int64", "b": "bool", "c": "float64"}[kind]
        if kind == "c":
            array: NDArray[Any] = np.abs(self.numbers(shape)) + 0.5
        else:
            array = self.rng.integers(0, 3 if kind == "i" else 2, (2,) if kind == "k" else shape)
        source = array_of(np.asarray(array).astype(dtype), dtype)
        ours = f"{name} = Tensor({source})" if kind in "ib" else f"{name} = {source}"
        self.add(Statement("constant", "leaf", ours, ours, target=name, dtype=dtype, given=(array, False)))
        (self.tensors if kind in "ib" else self.arrays).append(name)
        return name


def numbers_of(array: Any) -> str:
    """Source of nested lists of Python numbers."""
    return str(np.asarray(array).tolist())


def array_of(array: Any, dtype: str = "float64") -> str:
    """Source of an array."""
    source = f"np.array({numbers_of(array)}, np.{dtype})"
    return source if np.size(array) else f"{source}.reshape{np.shape(array)}"
