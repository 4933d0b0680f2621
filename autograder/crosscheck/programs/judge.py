"""mytorch beside a reference: every program ends as agreed, refused, or wrong.

To refuse is fine where a rule says so: a row of `REFUSALS` for the words of the error, and for when they may
be said. Any other error, and any value, dtype, flag or gradient that is not the reference's, is wrong.
"""

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np

from autograder.crosscheck.programs.statement import PRELUDE, Program, Statement
from autograder.crosscheck.programs.tracer import Seen, Tracer
from mytorch import Tensor

__all__ = ["CLOSE", "REFUSALS", "Count", "Reference", "Verdict", "judge", "lowest_dtype"]

CLOSE = {"float64": 1e-9, "float32": 3e-4, "float16": 0.15}  # of the largest number that occurs, if above 1
CHANGES = ("write", "rebind", "swap", "in_place", "constant", "part", "step", "batch_norm")


class Reference(Protocol):
    """What knows the right answers."""

    def run(self, line: Statement) -> None:
        """Execute one line."""

    def look(self, name: str) -> Seen:
        """A value as it stands."""

    def gradient(self, name: str) -> Any:
        """A leaf's gradient so far, or None."""


class Refusal(NamedTuple):
    """An error that is fine."""

    kind: str
    words: str  # a regular expression
    where: Callable[[Program, Statement], bool]  # the program so far, and the line that was refused


def _backward_after_a_change(program: Program, line: Statement) -> bool:
    return line.action == "backward" and any(earlier.action in CHANGES for earlier in program)


def _second_backward(program: Program, line: Statement) -> bool:
    freeing = [x for x in program[:-1] if x.action == "backward" and "retain_graph" not in x.ours]
    return line.action == "backward" and bool(freeing)


REFUSALS = [
    Refusal("changed in place since", "changed in place after .* saved it", _backward_after_a_change),
    Refusal("graph freed", "freed by an earlier backward", _second_backward),
    Refusal("elements of a result", "assigning to elements is not", lambda _, line: line.action == "part"),
    Refusal("no op for it", r"detach\(\)|with tensors in it", lambda _, line: line.may_refuse),
]


@dataclass
class Verdict:
    """How a program ended."""

    outcome: str  # "agreed", "refused" or "wrong"
    why: str = ""
    at: int = 0  # the line
    row: str = ""  # of the table, that was refused
    ran: tuple[str, ...] = ()  # rows of the table
    differentiated: tuple[str, ...] = ()  # those whose results a gradient went through

    @property
    def kind(self) -> str:
        """What is wrong, without the figures, so that a smaller program can be found for the same fault."""
        return re.sub(r"\[.*|[-+\d.]+", "", self.why)[:40]


@dataclass
class Count:
    """How many programs ended how."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)  # rows of the table
    ran: Counter[str] = field(default_factory=Counter)
    differentiated: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Any, Verdict]] = field(default_factory=list)

    def add(self, seed: Any, verdict: Verdict) -> None:
        """Note how the program of a seed ended."""
        self.outcomes[verdict.outcome] += 1
        self.ran.update(verdict.ran)
        self.differentiated.update(verdict.differentiated)
        if verdict.outcome == "refused":
            self.refusals[verdict.why] += 1
            self.refused[verdict.row] += 1
        if verdict.outcome == "wrong":
            self.wrong.append((seed, verdict))

    def __str__(self) -> str:
        refused = ", ".join(f"{kind} {n}" for kind, n in self.refusals.most_common())
        agreed, wrong = self.outcomes["agreed"], self.outcomes["wrong"]
        return f"agreed {agreed}, refused {self.outcomes['refused']} ({refused}), wrong {wrong}"


class _Wrong(Exception):
    pass


def judge(program: Program, reference: Callable[[], Reference] = Tracer) -> Verdict:
    """Run a program here and there, and compare everything that can be seen."""
    ours: dict[str, Any] = {}
    exec(_compiled(PRELUDE), ours)
    theirs = reference()
    tolerance = _Tolerance(program)
    done: list[Statement] = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for at, line in enumerate(program):
            done.append(line)
            error = _run(line, ours)
            kind = _refusal(error, done)
            try:
                if kind:  # and nothing has changed
                    done.pop()
                    _compare_all(done, ours, theirs, tolerance)
                    return Verdict("refused", kind, at, line.name, *_ran(done))
                _run_there(line, theirs)  # which raises where the line makes no sense
                if error is not None:
                    raise _Wrong(f"badly refused: {type(error).__name__}: {error}")
                if line.action in ("op", "leaf", "batch_norm", "gradient"):
                    _compare(line.target, line, ours, theirs, tolerance)
                if line.action in (*CHANGES, "backward", "zero", "clear") or at + 1 == len(program):
                    _compare_all(done, ours, theirs, tolerance)
            except _Wrong as wrong:
                return Verdict("wrong", f"{wrong}", at)
    return Verdict("agreed", "", len(program), "", *_ran(done))


def _run(line: Statement, names: dict[str, Any]) -> Exception | None:
    try:
        exec(line.ours, names)
    except Exception as error:
        return error
    return None


def _run_there(line: Statement, theirs: Reference) -> None:
    try:
        theirs.run(line)
    except Exception as error:
        error.add_note(f"the reference cannot run {line}")
        raise


def _refusal(error: Exception | None, done: list[Statement]) -> str:
    """The kind of refusal, "" if no rule allows it."""
    for refusal in REFUSALS:
        if error and re.search(refusal.words, str(error)) and refusal.where(done, done[-1]):
            return refusal.kind
    return ""


def _compare_all(
    done: Iterable[Statement], ours: dict[str, Any], theirs: Reference, tolerance: "_Tolerance"
) -> None:
    for line in done:
        if line.action in ("op", "leaf", "batch_norm", "gradient", "alias"):
            _compare(line.target, line, ours, theirs, tolerance)
    for line in done:
        was_leaf = line.action == "leaf" and not theirs.look(line.target).is_leaf  # what is left there is old
        if line.action in ("op", "leaf", "batch_norm") and not was_leaf:
            _compare_gradient(line.target, ours, theirs, tolerance)


def _compare(
    name: str, line: Statement, ours: dict[str, Any], theirs: Reference, tolerance: "_Tolerance"
) -> None:
    x, right = ours[name], theirs.look(name)
    if not isinstance(x, Tensor):
        if isinstance(x, np.ndarray) and line.action == "leaf":
            return  # a constant's array
        raise _Wrong(f"{name} is no Tensor but {type(x).__name__}")
    if x.requires_grad != right.requires_grad:
        raise _Wrong(f"requires_grad of {name} is {x.requires_grad}, right is {right.requires_grad}")
    if x.is_leaf != right.is_leaf:
        raise _Wrong(f"is_leaf of {name} is {x.is_leaf}, right is {right.is_leaf}")
    if str(x.dtype) != right.dtype and (x.requires_grad or not line.may_refuse):
        raise _Wrong(f"dtype of {name} is {x.dtype}, right is {right.dtype}")
    tolerance.compare(name, x.detach().data, right.array)


def _compare_gradient(name: str, ours: dict[str, Any], theirs: Reference, tolerance: "_Tolerance") -> None:
    x, right = ours[name], theirs.gradient(name)
    if not isinstance(x, Tensor):
        return
    ours_is: Tensor | None = x.grad
    if ours_is is None or right is None:
        if ours_is is not right:
            raise _Wrong(f"gradient of {name} is {_short(ours_is)}, right is {_short(right)}")
        return
    if x.grad.dtype != x.dtype:
        raise _Wrong(f"gradient of {name} has dtype {x.grad.dtype}, right is {x.dtype}")
    tolerance.compare(f"gradient of {name}", x.grad.detach().data, right)


def lowest_dtype(program: Program) -> str:
    """Of the dtypes of floats that occur in a program, the least exact."""
    text = (
        " ".join(f"{line.dtype} {line.ours}" for line in program).replace(".float()", "float32") + " float64"
    )
    return next(dtype for dtype in ("float16", "float32", "float64") if dtype in text)


class _Tolerance:
    """How far two numbers may be apart in this program: by its lowest dtype, and its largest number."""

    def __init__(self, program: Program) -> None:
        self.lowest = lowest_dtype(program)
        self.scale = 1.0

    def compare(self, what: str, x: Any, right: Any) -> None:
        if x.shape != right.shape:
            raise _Wrong(f"{what} has shape {x.shape}, right is {right.shape}")
        if not right.size:
            return
        self.scale = max(self.scale, float(np.abs(right).max()))
        off = np.abs(np.where(np.isnan(x) & np.isnan(right), 0, x.astype(float) - right)).max()
        if not off <= CLOSE[self.lowest] * self.scale:
            raise _Wrong(f"{what} is off by {off:.2g}: {_short(x)}, right is {_short(right)}")


def _short(x: Any) -> str:
    if x is None:
        return "None"
    return " ".join(
        str(np.asarray(x.detach().data if isinstance(x, Tensor) else x).round(6).tolist()).split()
    )[:150]


def _ran(done: list[Statement]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rows that were run, and those that a gradient went through."""
    needed: set[str] = set()
    differentiated = []
    for line in reversed(done):
        if line.action == "backward" or (line.target in needed and line.recording):
            needed.update(line.reads)
            differentiated.append(line.name)
    return tuple(line.name for line in done), tuple(differentiated)


_code: dict[str, Any] = {}


def _compiled(source: str) -> Any:
    if source not in _code:
        _code[source] = compile(source, "<prelude>", "exec")
    return _code[source]
