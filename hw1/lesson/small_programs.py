"""Small programs of tensors, as `d = a*b + a; e = (d + c) + 3`: read, checked and run.

The text comes from a command line. Python reads it, but never runs it: its syntax tree is walked here. It may
have names, numbers, lists, arithmetic, indices, and the functions and methods of the two lists below.
"""

import ast
import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

import mytorch
from mytorch import Tensor
from mytorch.nn import functional

__all__ = [
    "FUNCTIONS",
    "METHODS",
    "Expression",
    "ExpressionError",
    "Statement",
    "parse",
    "tensors",
    "value_of",
]

LONGEST = 4_000  # characters; a graph of that size could not be followed by eye

_OF_TENSORS = """
    abs add clamp cos cumsum div erf exp flatten log log1p log_softmax logsumexp matmul max maximum mean min
    minimum mul neg norm outer permute pow prod relu reshape sigmoid sin softmax sqrt squeeze std sub sum tanh
    transpose unsqueeze var
"""
_OF_NETWORKS = """
    cross_entropy elu gelu huber_loss layer_norm leaky_relu linear mse_loss nll_loss silu softplus
"""
FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: getattr(mytorch, name) for name in f"{_OF_TENSORS} cat einsum stack".split()
} | {name: getattr(functional, name) for name in _OF_NETWORKS.split()}
METHODS = frozenset(f"{_OF_TENSORS} detach diag t view".split())
_BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
}
_UNARY: dict[type, Callable[[Any], Any]] = {ast.USub: operator.neg}


class ExpressionError(ValueError):
    """A program that cannot be read or run; the message is one line."""


class Statement(NamedTuple):
    """`target = value`, with its text."""

    target: str
    text: str
    value: ast.expr


@dataclass(frozen=True)
class Expression:
    """A program that was read: its statements in order, and the names that need a value from outside."""

    statements: tuple[Statement, ...]
    names: tuple[str, ...]  # in the order in which they occur

    def run(
        self, given: Mapping[str, Tensor], before: Callable[[Statement], None] = lambda statement: None
    ) -> dict[str, Tensor]:
        """The tensor of each name that the program gives a value to, in order; the last one is the result.

        given: a tensor for each of `names`, as `tensors` makes them. before: called with each statement
        before it runs. ExpressionError for a name without a value or a value without a name, and if an op
        fails; its cause is the op's own error.
        """
        if missing := [name for name in self.names if name not in given]:
            raise ExpressionError(
                f"{', '.join(missing)} {'has' if len(missing) == 1 else 'have'} no value. "
                f"Give each one, as {missing[0]}=1."
            )
        if unknown := [name for name in given if name not in self.names]:
            wanted = ", ".join(self.names) or "no values at all"
            raise ExpressionError(
                f"a value was given for {', '.join(unknown)}, which the program does not use: "
                f"it uses {wanted}."
            )
        values: dict[str, Any] = dict(given)
        made: dict[str, Tensor] = {}
        for statement in self.statements:
            before(statement)
            try:
                value = _Evaluator(values).of(statement.value)
            except ExpressionError as error:
                raise ExpressionError(f"`{statement.text}`: {error}") from error.__cause__
            except (ArithmeticError, IndexError, RuntimeError, TypeError, ValueError) as error:
                raise ExpressionError(f"`{statement.text}`: {_line(error)}") from error
            if not isinstance(value, Tensor):
                raise ExpressionError(f"`{statement.text}` gives no Tensor; use one of the values in it.")
            values[statement.target] = made[statement.target] = value
        return made


def parse(source: str) -> Expression:
    """Read a program: statements `name = expression`, separated by `;` or by new lines.

    The last statement may be an expression alone; its value is called `result`. ExpressionError, of one
    line, for anything else than names, numbers, lists, + - * / ** @, indices and the known functions.
    """
    if len(source) > LONGEST:
        raise ExpressionError(f"the program has {len(source)} characters; at most {LONGEST} can be shown.")
    source = source.strip()
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        at = f" near {error.text.strip()[:60]!r}" if error.text else ""
        raise ExpressionError(f"the program cannot be read{at}: {error.msg}.") from None
    except (ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(f"the program cannot be read: {_line(error)}.") from None
    if not body:
        raise ExpressionError('the program is empty; write one as "d = a*b + a".')
    statements: list[Statement] = []
    names: dict[str, None] = {}
    for i, line in enumerate(body):
        statement = _statement(line, _line(ast.get_source_segment(source, line)), last=i == len(body) - 1)
        made = {earlier.target for earlier in statements}
        try:
            free = [name for name in _checked(statement.value) if name not in made]
        except RecursionError:
            raise ExpressionError(
                "the program has too many brackets in each other; split it into several lines."
            ) from None
        names |= dict.fromkeys(free)
        statements.append(statement)
    return Expression(tuple(statements), tuple(names))


def tensors(values: Mapping[str, Any], constants: Collection[str] = ()) -> dict[str, Tensor]:
    """A leaf for each value, which requires a gradient unless its name is among the constants.

    values: numbers, nested lists or arrays. They become float64, as gradients need floats; a constant list of
    whole numbers stays whole, since it may be one of labels or indices. ExpressionError for what holds no
    numbers, and for a constant without a value.
    """
    if unknown := [name for name in constants if name not in values]:
        raise ExpressionError(f"{', '.join(unknown)} is to be a constant, and has no value.")
    made: dict[str, Tensor] = {}
    for name, value in values.items():
        try:
            array = np.array(value)
        except ValueError:
            array = np.array(None)
        if array.dtype.kind not in "fiub":
            raise ExpressionError(f"the value of {name} is a number or a list of equal rows of numbers.")
        constant = name in constants
        whole = constant and array.ndim > 0 and array.dtype.kind in "iu"
        made[name] = Tensor(array if whole else array.astype(np.float64), requires_grad=not constant)
    return made


def value_of(text: str) -> Any:
    """A number or a nested list of numbers that was typed: `1`, `-2.5`, `[[1, 2], [3, 4]]`.

    ExpressionError for anything else.
    """
    try:
        value = ast.literal_eval(text.strip())
        fits = np.array(value).dtype.kind in "fiu"
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        fits = False
    if not fits:
        raise ExpressionError(f"a value is a number or a list of equal rows of numbers; got {text[:60]!r}.")
    return value


def _statement(line: ast.stmt, text: str, last: bool) -> Statement:
    match line:
        case ast.Assign(targets=[ast.Name(id=target)], value=value):
            if target in FUNCTIONS:
                raise ExpressionError(f"{target} is a function; give the value another name.")
            return Statement(target, text, value)
        case ast.Expr(value=value) if last:
            return Statement("result", text, value)
    raise ExpressionError(
        f"`{text}` is not of the form name = expression, as every statement must be, except the last."
    )


def _checked(tree: ast.AST) -> Iterator[str]:
    """The names of values in an expression, in order; ExpressionError for a part that is not known here."""
    match tree:
        case ast.Name(id=name):
            if name in FUNCTIONS:
                raise ExpressionError(f"{name} is a function; call it, as {name}(x).")
            yield name
        case ast.Constant(value=value) if type(value) in (int, float, bool, str, type(None)):
            pass
        case ast.BinOp(op=op) if type(op) not in _BINARY:
            raise ExpressionError(f"`{ast.unparse(tree)}`: known here are + - * / ** @.")
        case ast.UnaryOp(op=op) if type(op) not in _UNARY:
            raise ExpressionError(f"`{ast.unparse(tree)}`: known here are + - * / ** @.")
        case ast.Attribute(value=value, attr="T"):
            yield from _checked(value)
        case ast.Attribute(attr=name):
            raise ExpressionError(f"`{ast.unparse(tree)}`: no attribute {name!r} is known here, only T.")
        case ast.Call(func=ast.Name(id=name)) if name not in FUNCTIONS:
            raise ExpressionError(
                f"{name}() is no function known here; there are {', '.join(sorted(FUNCTIONS))}."
            )
        case ast.Call(func=ast.Attribute(attr=name)) if name not in METHODS:
            raise ExpressionError(
                f".{name}() is no method known here; there are {', '.join(sorted(METHODS))}."
            )
        case ast.Call(func=func, args=args, keywords=keywords):
            if not isinstance(func, ast.Name | ast.Attribute) or any(k.arg is None for k in keywords):
                raise ExpressionError(f"`{ast.unparse(tree)}` is no call known here.")
            if isinstance(func, ast.Attribute):
                yield from _checked(func.value)
            for part in (*args, *(keyword.value for keyword in keywords)):
                yield from _checked(part)
        case ast.BinOp() | ast.UnaryOp() | ast.Subscript() | ast.Slice() | ast.List() | ast.Tuple():
            for child in ast.iter_child_nodes(tree):
                if isinstance(child, ast.expr):
                    yield from _checked(child)
        case _:
            raise ExpressionError(f"`{_line(ast.unparse(tree))}` is nothing known here.")


class _Evaluator:
    """Computes an expression that _checked has let through."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def of(self, tree: ast.expr | None) -> Any:
        match tree:
            case None:  # an end of a slice that was left out
                return None
            case ast.Name(id=name):
                return self.values[name]
            case ast.Constant(value=value):
                return value
            case ast.BinOp(left=left, op=op, right=right):
                return _applied(_BINARY[type(op)], self.of(left), self.of(right))
            case ast.UnaryOp(op=op, operand=operand):
                return _applied(_UNARY[type(op)], self.of(operand))
            case ast.Attribute(value=value):
                return self._tensor(value).T
            case ast.Subscript(value=value, slice=index):
                return self._tensor(value)[self.of(index)]
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(self.of(lower), self.of(upper), self.of(step))
            case ast.List(elts=parts):
                return [self.of(part) for part in parts]
            case ast.Tuple(elts=parts):
                return tuple(self.of(part) for part in parts)
            case ast.Call(func=func, args=args, keywords=keywords):
                if isinstance(func, ast.Attribute):
                    call = getattr(self._tensor(func.value), func.attr)
                else:
                    call = FUNCTIONS[func.id]  # type: ignore[attr-defined]
                return call(*map(self.of, args), **{str(k.arg): self.of(k.value) for k in keywords})
        raise AssertionError(tree)

    def _tensor(self, tree: ast.expr) -> Tensor:
        value = self.of(tree)
        if not isinstance(value, Tensor):
            raise ExpressionError(f"`{ast.unparse(tree)}` is no Tensor, and has no elements or methods.")
        return value


def _applied(op: Callable[..., Any], *operands: Any) -> Any:
    """The result of arithmetic. Of numbers alone it is computed in floats, so that 9**9**9 has an end."""
    if any(isinstance(x, Tensor) for x in operands):
        return op(*operands)
    if not all(type(x) in (int, float) for x in operands):
        raise ExpressionError("arithmetic takes Tensors and numbers, no lists or texts; give a list a name.")
    try:
        result = op(*map(float, operands))
    except OverflowError:
        raise ExpressionError("a number in it is too large for a float.") from None
    if isinstance(result, complex):
        raise ExpressionError("an even root of a negative number is not real.")
    whole = all(type(x) is int for x in operands) and result.is_integer()
    return int(result) if whole and op is not operator.truediv else result


def _line(error: object) -> str:
    """An error or a text on one line."""
    text = " ".join(str(error).split())
    return text if len(text) <= 300 else text[:297] + "..."
