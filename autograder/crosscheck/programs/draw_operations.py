"""Drawing an operation: its operands, what stands beside them, and the dtype that comes out."""

import re
from typing import Any, NamedTuple

import numpy as np

from autograder.crosscheck.programs.row import Op
from autograder.crosscheck.programs.sketch import Sketch, Unfit, array_of, numbers_of
from autograder.crosscheck.programs.statement import Statement
from autograder.crosscheck.programs.table import FUNCTIONS, NUMPYS, OPERATORS
from autograder.crosscheck.programs.tracer import Value

__all__ = ["Operations"]

KEYS = [
    "0",
    "-1",
    "1:",
    ":-1",
    "::2",
    "0:0",
    "None",
    "...",
    "0, 1:",
    ":, 0",
    "1, 1",
    "..., None",
    "None, 0",
    "..., 0",
    "1:, None, :1",
    "..., -1, :",
]


class Operations(Sketch):
    """Rows of the table."""

    def op(self) -> None:
        """Any of them."""
        rows = OPERATORS if self.rng.random() < 0.35 else FUNCTIONS
        op = self.pick(NUMPYS if self.numpy and self.rng.random() < 0.2 else rows)
        if not self.line(lambda: self.op_of(op), trials=6):  # other operands, so that a rare one comes in too
            raise Unfit

    def op_of(self, op: Op, fresh: float = 0.6) -> None:
        """This one, on operands that it takes; fresh: how often they are made as the row wants them."""
        names, operands = self.operands(op, self.rng.random() < fresh)
        if not op.when(*(x.of_its_dtype() if isinstance(x, Value) else x for x in operands)):
            raise Unfit
        fills = self.fills(op, operands[0])
        ours = op.ours.format(*(name.ours for name in names), **fills)
        theirs = (op.torch or op.ours).format(*(name.theirs for name in names), **fills)
        numpys = (op.numpy or op.ours.removeprefix("as_tensor")).format(
            *(name.numpys for name in names), **fills
        )
        recording = self.rng.random() > 0.06
        without = "" if recording else "with {}no_grad(): "
        target = self.fresh("v")
        line = Statement(
            op.name,
            "op",
            f"{without.format('')}{target} = {ours}",
            f"{without.format('torch.')}{target} = ({theirs}).clone()",
            numpys,
            target,
            tuple(dict.fromkeys(name.ours for name in names if name.is_name)),
            recording and op.records,
            op.dtype or self.promoted(op, operands),
            may_refuse=op.may_refuse,
        )
        self.add(line)
        self.tensors.append(target)

    def operands(self, op: Op, fresh: bool) -> tuple[list["Source"], list[Any]]:
        """The operands' source, and themselves: numbers as they are, lists as arrays."""
        names: dict[int, str] = {}
        for i, letter in enumerate(op.takes):
            if letter in "f0":
                shape = op.like[i] if op.like else (() if letter == "0" else self.shape())
                names[i] = (
                    self.leaf(shape=shape, ties=op.ties)
                    if fresh and (op.like or op.ties)
                    else self.float_tensor(letter)
                )
        first = self.value(next(iter(names.values()))).array.shape if names else ()
        sources, operands = [], []
        for i, letter in enumerate(op.takes):
            if letter in "ibck":
                names[i] = self.of_kind(letter, first)
            if i in names:
                sources.append(Source(names[i], f"{names[i]}.clone()", names[i], True))
                operands.append(self.value(names[i]))
            else:
                source, operand = self.literal(letter, first, op)
                sources.append(source)
                operands.append(operand)
        return sources, operands

    def float_tensor(self, letter: str) -> str:
        """Any, or for "0" one without dims."""
        if letter == "f":
            return self.tensor()
        scalars = [name for name in self.tensors if self.value(name).array.ndim == 0]
        return self.tensor("f", lambda v: v.array.ndim == 0) if scalars else self.leaf(shape=())

    def of_kind(self, kind: str, beside: tuple[int, ...]) -> str:
        """A tensor of integers or bools, or an array with a name; a new one where there is none that fits."""
        names = [name for name in [*self.tensors, *self.arrays] if name[0] == kind]
        names = [name for name in names if kind == "k" or self.value(name).array.shape in (beside, ())]
        return str(self.pick(names)) if names else self.constant(kind, beside)

    def literal(self, letter: str, beside: tuple[int, ...], op: Op) -> tuple["Source", Any]:
        """A constant of that kind, of a shape that may stand beside another."""
        if letter in "ps":
            number = self.pick([2, 3, 0.5, 1.5, -1.25, 2.5, 1])
            kind = "int64" if isinstance(number, int) else self.pick(["float64", "float32"])
            ours = f"np.{kind}({number})" if letter == "s" else str(number)
            return Source(ours, str(number), str(number)), number
        shape = beside
        if "@" in op.ours:
            shape = (*beside[-1:], 2) if op.takes[0] == "f" else (2, *beside[:1])
        cut = int(self.rng.integers(len(shape) + 1)) if self.rng.random() < 0.4 else 0
        shape = tuple(1 if self.rng.random() < 0.15 else n for n in shape[cut:])
        if self.rng.random() < 0.1:
            shape = (2, *shape)
        if letter == "l" and (not shape or 0 in shape):
            raise Unfit
        array = self.numbers(shape)
        dtype = self.dtype() if letter == "a" else "float64"
        if self.rng.random() < 0.5:
            array = np.asarray(np.abs(array) + 0.5)
        source = array_of(array, dtype)
        return Source(source if letter == "a" else numbers_of(array), source, source), array.astype(dtype)

    def fills(self, op: Op, first: Any) -> dict[str, Any]:
        """What stands in the row's places in braces, for an operand of that shape."""
        shape = first.array.shape if isinstance(first, Value) else np.shape(first)
        wanted = set(re.findall(r"{([a-z]+)}", op.ours + op.torch + op.numpy))
        return {word: getattr(self, f"a_{word}")(shape) for word in wanted}

    def a_dim(self, shape: tuple[int, ...]) -> int:
        """A dim."""
        return int(self.pick(list(range(-len(shape), len(shape)))))

    def a_dims(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """A tuple of dims."""
        if not shape:
            raise Unfit
        count = int(self.rng.integers(1, len(shape) + 1))
        dims = self.rng.choice(len(shape), count, replace=False)
        return tuple(int(d) - (len(shape) if self.rng.random() < 0.5 else 0) for d in dims)

    def a_perm(self, shape: tuple[int, ...]) -> str:
        """All dims in another order."""
        if not shape:
            raise Unfit
        return ", ".join(str(int(d)) for d in self.rng.permutation(len(shape)))

    def a_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Another shape of as many elements."""
        size = int(np.prod(shape))
        options: list[tuple[int, ...]] = [(size,), (size, 1), (1, size), shape[::-1]]
        if size:
            options += [(-1,), (1, -1), (2, -1), (-1, 3), (-1, 1, 2)]
        fit = [s for s in options if -1 not in s or size % abs(int(np.prod(s))) == 0]
        return tuple(self.pick(fit))

    def a_key(self, shape: tuple[int, ...]) -> str:
        """An index or a slice."""
        return str(self.pick(KEYS))

    def a_rows(self, shape: tuple[int, ...]) -> str:
        """An index that copies, and may name a row twice."""
        if not shape or shape[0] < 2:
            raise Unfit
        keys = ["[0, 0]", "[1, 0, 1]", "np.array([[0, 1], [1, 1]])", "[-1, 0]", "..., [0, 0]"]
        return str(self.pick([*keys, "[True, False]"] if shape[0] == 2 else keys))

    def a_mask(self, shape: tuple[int, ...]) -> str:
        """An array of bools."""
        return array_of(self.rng.random(shape) < 0.6, "bool")

    def a_places(self, shape: tuple[int, ...]) -> str:
        """For every element an index along dim 0."""
        if not shape or 0 in shape:
            raise Unfit
        return f"np.array({numbers_of(self.rng.integers(shape[0], size=shape))})"

    def a_labels(self, shape: tuple[int, ...]) -> str:
        """Class indices."""
        if len(shape) != 2 or 0 in shape:
            raise Unfit
        return f"np.array({numbers_of(self.rng.integers(shape[1], size=shape[0]))})"

    def promoted(self, op: Op, operands: list[Any]) -> str:
        """PyTorch's promotion: tensors with dims count before those without, and those before numbers."""
        groups: list[list[str]] = [[], [], []]
        for x in operands:
            if isinstance(x, int | float):
                groups[2].append("int64" if isinstance(x, int) else "float64")
            else:
                array = x.array if isinstance(x, Value) else x
                groups[0 if array.ndim else 1].append(str(x.dtype))
        result = "bool"
        for group in reversed(groups):
            if group and _rank(_widest(group)) >= _rank(result):
                result = _widest(group)
        return "float64" if " / " in op.ours and result[0] != "f" else result


class Source(NamedTuple):
    """An operand, as it is written in each language."""

    ours: str
    theirs: str
    numpys: str
    is_name: bool = False


def _widest(dtypes: list[str]) -> str:
    """The widest of the highest kind."""
    highest = max(map(_rank, dtypes))
    return str(np.result_type(*(np.dtype(dtype) for dtype in dtypes if _rank(dtype) == highest)))


def _rank(dtype: str) -> int:
    return ("b", "i", "f").index(dtype[0])
