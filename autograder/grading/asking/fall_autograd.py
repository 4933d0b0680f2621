"""The problems of Fall 2020 on autograd: the basic operations (1.1) and the engine (1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.asking.fall_operations import (
    OPERATIONS,
    OUTPUTS,
    away_from_zero,
    judge_operation,
    judge_shapes,
)
from autograder.grading.judging import expressions
from autograder.grading.judging.compare import Mismatch
from autograder.grading.judging.diagnose import changed, no_gradient, wrong
from autograder.grading.running.session import HandinFailed

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]


# ---- 1.1 the basic operations


def _operation(op: str, problem: str, kind: str) -> None:
    @TESTS.test(problem, "forward", 1.5, about=kind, needs=("autograd",))
    def _(exam: Exam) -> None:
        judge_operation(exam, op, OUTPUTS)

    for operand in "ab":

        @TESTS.test(problem, f"gradient of {operand}", 1.25, about=kind, needs=("autograd",))
        def _(exam: Exam, operand: str = operand) -> None:
            judge_operation(exam, op, [f"gradient of {operand}"])

    ordinary = ("forward", "gradient of a", "gradient of b")

    @TESTS.test(
        problem,
        "of rows and of numbers",
        1,
        about="broadcasting",
        needs=("autograd",),
        after=ordinary,
        edge=True,
    )
    def _(exam: Exam) -> None:
        rows, columns = exam.size(3), exam.size(4)
        judge_shapes(
            exam, op, [((rows, columns), one) for one in ((columns,), (1, columns), ())], asked=False
        )

    @TESTS.remark(problem, "of odd shapes", about="broadcasting", after=(*ordinary, "of rows and of numbers"))
    def _(exam: Exam) -> None:
        judge_shapes(exam, op, asked=False)


for _op, (_problem, _kind) in OPERATIONS.items():
    _operation(_op, _problem, _kind)


# ---- 1.2 the engine

OTHERS = ("subtract", "multiply", "divide", "linear")  # "linear" for Add, whose shapes are required in 2.1


def _expression(
    exam: Exam,
    program: list[str],
    leaves: list[Array],
    place: str,
    *,
    upstream: bool = True,
    times: int = 1,
    needs: Sequence[bool] | None = None,
    whole: bool = False,
) -> None:
    """Check the gradients of a program's leaves.

    whole: the leaves are single whole numbers, given to the hand-in as Python ints. It may compute with
        integers or with floats.
    """
    needs = list(needs) if needs else [True] * len(leaves)
    z = expressions.run(program, leaves)[-1]
    g = exam.rng.normal(size=z.shape) if upstream else None
    given = [int(leaf) for leaf in leaves] if whole else leaves
    got = exam.ask("expression", program=program, leaves=given, needs=needs, g=g, times=times)
    if whole:
        got = {name: _as_float64(value) for name, value in got.items()}
    ones = np.ones(z.shape) if g is None else g
    names = [f"gradient of leaf {i}" for i, need in enumerate(needs) if need]

    def predicted(mistake: str = "") -> dict[str, Any]:
        find = expressions.gradients if mistake else expressions.true_gradients
        grads = find(program, leaves, ones, *([mistake] if mistake else []))
        return {name: times * grads[int(name.split()[-1])] for name in names}

    def candidates() -> Iterable[tuple[str, Mapping[str, Any]]]:
        if times > 1:
            yield "gradients not added up", {name: grad / times for name, grad in predicted().items()}
        for mistake in expressions.ENGINE_MISTAKES:
            yield mistake.removesuffix(" inside"), predicted(mistake)
        yield no_gradient(got, names)

    if any(not isinstance(got[name], np.ndarray) for name in names) and not isinstance(
        got["output"], HandinFailed
    ):
        _check_flags(exam, got, program, needs, ["requires_grad"])
    exam.check(got, predicted(), place=place, candidates=candidates)
    exam.check(got, {"output": z}, place=place)
    exam.note(changed(got, {f"leaf {i} afterwards": np.asarray(leaf) for i, leaf in enumerate(given)}, place))


def _as_float64(value: Any) -> Any:
    return value.astype(float) if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" else value


def _check_flags(
    exam: Exam, got: dict[str, Any], program: Sequence[str], needs: Sequence[bool], names: Sequence[str]
) -> None:
    """Check the flags of results against App. A: with wrong flags, no gradient is computed."""

    for i, need in enumerate(needs):
        exam.check(got, {f"requires_grad of leaf {i}": need}, place="Tensor.__init__")

    def predicted(mistake: str = "") -> dict[str, bool]:
        known = expressions.flags(program, needs, mistake)
        return {
            f"{name} of intermediate {i}": value == (name == "requires_grad")
            for i, value in enumerate(known)
            for name in names
        }

    want = {name: value for name, value in predicted().items() if name in got}
    exam.check(
        got,
        want,
        place="Function.apply",
        candidates=lambda: [("requires all operands", predicted("requires all operands"))],
    )


def _example(exam: Exam, leaves: list[Array], whole: bool = False) -> None:
    program = ["* 0 1", "+ 0 4", "+ 5 2", "+ 6 3"]  # d = a + a * b;  e = (d + c) + constant   (0.1.4)
    place, needs = "the expression e = ((a + a * b) + c) + d", [True, False, True, False]
    _expression(exam, program, leaves, place, upstream=False, needs=needs, whole=whole)


@TESTS.test("autograd", "the handout's example", 4, needs=OTHERS)
def _handout(exam: Exam) -> None:
    leaves = [away_from_zero(exam.rng, exam.size(2), exam.size(3)) for _ in range(4)]
    _example(exam, leaves)
    _example(exam, [np.array(float(leaf[0, 0])) for leaf in leaves])


@TESTS.test(
    "autograd", "the handout's example, of Python ints", 1, needs=OTHERS, after=["the handout's example"]
)
def _whole_numbers(exam: Exam) -> None:
    """Leaves made as in the course's own tests and sandbox: Tensor(1, requires_grad=True)."""
    sizes, signs = exam.rng.permutation(np.arange(2, 10))[:4], exam.rng.choice([-1, 1], 4)
    _example(exam, [np.array(float(number)) for number in sizes * signs], whole=True)


def _named(program: Sequence[str]) -> str:
    return f"the expression {'; '.join(program)} (operands numbered, leaves first)"


@TESTS.test("autograd", "a tensor used twice", 6, needs=OTHERS, after=["the handout's example"])
def _twice(exam: Exam) -> None:
    for program in (["* 0 0"], ["+ 0 1", "* 2 0"], ["* 0 1", "- 2 0", "* 3 2", "/ 4 1"]):
        leaves = [away_from_zero(exam.rng, exam.size(3), exam.size(2)) for _ in range(2)]
        _expression(exam, program, leaves[: 1 if program == ["* 0 0"] else 2], _named(program))


SIMPLER = ("the handout's example", "a tensor used twice")


@TESTS.test("autograd", "random expressions", 7, needs=OTHERS, after=SIMPLER)
def _random(exam: Exam) -> None:
    """Random programs, small enough for an engine that follows every path, as in the handout's sketch."""
    for _ in range(4):
        shape = exam.size(2), exam.size(3)
        leaves = [away_from_zero(exam.rng, *shape) for _ in range(3)]
        program = expressions.draw(exam.rng, 3, 7)
        while not expressions.tame(program, leaves, np.ones(shape)):
            program = expressions.draw(exam.rng, 3, 7)
        _expression(exam, program, leaves, _named(program), needs=[True, True, bool(exam.rng.integers(2))])


@TESTS.test("autograd", "two backward passes add up", 3, needs=OTHERS, after=SIMPLER)
def _accumulate(exam: Exam) -> None:
    leaves = [away_from_zero(exam.rng, exam.size(3), exam.size(2)) for _ in range(2)]
    for program in (["* 0 1", "+ 2 0"], ["+ 0 1"]):
        _expression(exam, program, leaves, f"two backward passes of {_named(program)}", times=2)


@TESTS.test("autograd", "who gets a gradient", 2, needs=OTHERS)
def _flags(exam: Exam) -> None:
    leaves = [away_from_zero(exam.rng, exam.size(3)) for _ in range(3)]
    program, needs = ["* 0 1", "+ 3 0", "* 1 2", "+ 4 5"], [True, False, False]
    g = exam.rng.normal(size=leaves[0].shape)
    got = exam.ask("expression", program=program, leaves=leaves, needs=needs, g=g, times=1)
    if isinstance(got["output"], HandinFailed):
        raise got["output"]
    _check_flags(exam, got, program, needs, ["requires_grad", "is_leaf"])
    idle = [f"gradient of intermediate {i}" for i in range(4)] + ["gradient of leaf 1", "gradient of leaf 2"]
    for name in idle:
        if isinstance(got[name], HandinFailed):
            raise got[name]
        if got[name] is not None:
            why = "is no leaf" if "intermediate" in name else "does not require one"
            raise wrong(f"autograd: {name}, which {why},", ["gradient where none is due"], Mismatch(None), {})


@TESTS.test("autograd", "log and reshape", 2, needs=OTHERS, after=SIMPLER)
def _given(exam: Exam) -> None:
    rows, columns = exam.size(2), exam.size(3)
    leaves = [exam.rng.uniform(0.5, 2, (rows, columns)), away_from_zero(exam.rng, rows * columns)]
    place = "the expression log(a).reshape(-1) * b + log(a).reshape(-1)"
    _expression(exam, ["log 0", "flat 2", "* 3 1", "+ 4 3"], leaves, place)


# ---- better practice


@TESTS.remark("autograd", "14 doublings", needs=OTHERS, after=SIMPLER)
def _doublings(exam: Exam) -> None:
    count, enough = 14, 14 * 200
    x = away_from_zero(exam.rng, 2)
    got = exam.ask("doublings", x=x, count=count)
    exam.check(got, {"gradient of x": np.full(2, 2.0**count)}, place="backward through y = y + y")
    if not isinstance(got["calls"], int) or got["calls"] > enough:
        found = Mismatch("walks every path")
        raise wrong(
            "autograd_engine.backward", ["walks every path"], found, {"calls": got["calls"], "ops": count}
        )


@TESTS.remark("autograd", "a chain of 3,000 operations", needs=OTHERS, after=SIMPLER)
def _chain(exam: Exam) -> None:
    length, x = 3000, away_from_zero(exam.rng, 2)
    try:
        got = exam.ask("chain", x=x, length=length)
    except HandinFailed as error:
        if "RecursionError" not in error.line:
            raise
        raise wrong(
            "autograd_engine.backward", ["recursion"], Mismatch(None, lines=(error.line,)), {"ops": length}
        ) from None
    exam.check(got, {"gradient of x": np.full(2, length + 1.0)}, place="backward through a chain")


@TESTS.remark("autograd", "gradients are not shared", needs=OTHERS, after=SIMPLER)
def _shared(exam: Exam) -> None:
    a, b, g = (exam.rng.normal(size=(2, 3)) for _ in range(3))
    got = exam.ask("shared_gradients", a=a, b=b, g=g)
    exam.check(got, {"gradient of b": g}, place="backward through a + b")
    later = "gradient of b after a change of a's"
    exam.check(
        got,
        {later: g},
        place="backward through a + b",
        candidates=lambda: [("shared gradient", {later: g + 1})],
    )


@TESTS.remark("autograd", "float32 stays float32", needs=OTHERS, after=SIMPLER)
def _float32(exam: Exam) -> None:
    leaves = [away_from_zero(exam.rng, 2, 3).astype(np.float32) for _ in range(2)]
    got = exam.ask(
        "expression", program=["* 0 1", "+ 2 0"], leaves=leaves, needs=[True, True], g=None, times=1
    )
    for name in ("output", "gradient of leaf 0", "gradient of leaf 1"):
        if not isinstance(got[name], np.ndarray) or got[name].dtype != np.float32:
            kind = got[name].dtype if isinstance(got[name], np.ndarray) else got[name]
            found = Mismatch("wrong dtype of the gradient")
            raise wrong(
                f"autograd: {name}", ["wrong dtype of the gradient"], found, {"got": kind, "want": "float32"}
            )
