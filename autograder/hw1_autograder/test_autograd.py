"""The problems of Fall 2020 on autograd: the basic operations (1.1) and the engine (1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading import expressions
from autograder.grading.compare import Mismatch
from autograder.grading.diagnose import changed, check, wrong
from autograder.grading.exam import Catalogue, Exam
from autograder.grading.session import HandinFailed

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]

OPERATIONS = {"-": ("subtract", "Sub"), "*": ("multiply", "Mul"), "/": ("divide", "Div")}
SHAPES: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((3, 1), (1, 4)), ((2, 3, 4), (4,)), ((3, 4), ()), ((1,), (5,)), ((2, 1, 3), (4, 1)), ((1, 3), (1, 1)),
)  # fmt: skip


def away_from_zero(rng: np.random.Generator, *shape: int) -> Array:
    """Of either sign, 0.5 to 2 in size: safe to divide by."""
    return np.asarray(rng.uniform(0.5, 2, shape) * rng.choice([-1.0, 1.0], shape))


def _gradient_values(
    program: Sequence[str], leaves: Sequence[Array], g: Array, mistake: str = ""
) -> dict[str, Array]:
    names = ("gradient of a", "gradient of b")
    find = expressions.gradients if mistake else expressions.true_gradients
    return dict(zip(names, find(program, leaves, g, *([mistake] if mistake else [])), strict=True))


def _operation(op: str, problem: str, kind: str) -> None:
    program = [f"{op} 0 1"]

    def draw(exam: Exam) -> tuple[Array, Array, Array]:
        return away_from_zero(exam.rng, 3, 4), away_from_zero(exam.rng, 3, 4), exam.rng.normal(size=(3, 4))

    @TESTS.test(problem, "forward", 1.5)
    def _(exam: Exam) -> None:
        a, b, g = draw(exam)
        got = exam.ask("operation", op=op, a=a, b=b, g=g)
        z = expressions.run(program, [a, b])[-1]
        swapped = expressions.run(program, [b, a])[-1]
        names = ("output", "output of forward")
        check(
            got, dict.fromkeys(names, z), place=f"{kind}.forward",
            candidates=lambda: [("operands swapped", dict.fromkeys(names, swapped))],
        )  # fmt: skip
        exam.note(changed(got, {"a afterwards": a, "b afterwards": b}, f"{kind}.forward"))

    @TESTS.test(problem, "backward", 2.5)
    def _(exam: Exam) -> None:
        a, b, g = draw(exam)
        got = exam.ask("operation", op=op, a=a, b=b, g=g)
        check(
            got, _gradient_values(program, [a, b], g), place=f"{kind}.backward",
            candidates=lambda: [(m, _gradient_values(program, [a, b], g,
            m)) for m in expressions.ENGINE_MISTAKES],
        )  # fmt: skip
        exam.note(changed(got, {"a afterwards": a, "b afterwards": b, "g afterwards": g}, f"{kind}.backward"))

    @TESTS.test(problem, "of different shapes", 1)
    def _(exam: Exam) -> None:
        _broadcast(exam, op, kind)


def _broadcast(exam: Exam, op: str, kind: str) -> None:
    """Every pair of shapes, either way round."""
    program = [f"{op} 0 1"]
    for first, second in [*SHAPES, *(pair[::-1] for pair in SHAPES)]:
        a, b = away_from_zero(exam.rng, *first), away_from_zero(exam.rng, *second)
        z = expressions.run(program, [a, b])[-1]
        g = exam.rng.normal(size=z.shape)
        place = f"{kind} of shapes {first} and {second}"
        try:
            got = exam.ask("through_engine", op=op, a=a, b=b, g=g)
        except HandinFailed as error:
            raise HandinFailed(error.kind, f"{error.line} [{place}]", error.traceback) from None
        check(got, {"output": z}, place=place)
        want = _gradient_values(program, [a, b], g)
        for name, value in want.items():
            if isinstance(got[name], np.ndarray) and got[name].shape == g.shape != value.shape:
                raise wrong(
                    f"{place}: {name}", ["not un-broadcast"],
                    Mismatch(None, lines=(f"got shape {got[name].shape}, expected {value.shape}",)), {},
                )  # fmt: skip
        check(
            got, want, place=place,
            candidates=lambda a=a, b=b, g=g: [
                (m, _gradient_values(program, [a, b], g, m)) for m in expressions.ENGINE_MISTAKES
            ],
        )  # fmt: skip


for _op, (_problem, _kind) in OPERATIONS.items():
    _operation(_op, _problem, _kind)


# ---- the engine


def _expression(
    exam: Exam, program: list[str], leaves: list[Array], place: str, *, upstream: bool = True, times: int = 1,
    needs: Sequence[bool] | None = None, whole: bool = False,
) -> None:  # fmt: skip
    """Ask for the gradients of a program's leaves and check them.

    whole: the leaves are single whole numbers, given to the hand-in as Python ints. Whether it goes on with
        integers or with floats is its own affair.
    """
    needs = list(needs) if needs else [True] * len(leaves)
    z = expressions.run(program, leaves)[-1]
    g = exam.rng.normal(size=z.shape) if upstream else None
    given = [int(leaf) for leaf in leaves] if whole else leaves
    got = exam.ask("expression", program=program, leaves=given, needs=needs, g=g, times=times)
    if whole:
        got = {name: _as_float64(value) for name, value in got.items()}
    ones = np.ones(z.shape) if g is None else g
    names = [f"gradient of leaf {i}" for i in range(len(leaves))]

    def predicted(mistake: str) -> dict[str, Any]:
        found = expressions.gradients(program, leaves, ones, mistake)
        return {
            name: times * grad if need else None for name, grad, need in zip(names, found, needs, strict=True)
        }

    def candidates() -> Iterable[tuple[str, dict[str, Any]]]:
        once = expressions.gradients(program, leaves, ones)
        if times > 1:
            yield "gradients not added up", dict(zip(names, once, strict=True))
        for mistake in expressions.ENGINE_MISTAKES:
            yield mistake.removesuffix(" inside"), predicted(mistake)
        yield "gradient missing", dict.fromkeys(names)

    true = expressions.true_gradients(program, leaves, ones)
    for name, grad, need in zip(names, true, needs, strict=True):
        if not need and got[name] is not None:
            raise wrong(
                f"{place}: {name}, which does not require one,",
                ["gradient where none is due"],
                Mismatch(None),
                {},
            )
        if need and got[name] is None:
            raise wrong(f"{place}: {name}", ["gradient missing"], Mismatch(None), {})
        if need:
            check(got, {name: times * grad}, place=place, candidates=candidates)
    check(got, {"output": z}, place=place)
    exam.note(changed(got, {f"leaf {i} afterwards": leaf for i, leaf in enumerate(leaves)}, place))


def _as_float64(value: Any) -> Any:
    return value.astype(float) if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" else value


def _example(exam: Exam, leaves: list[Array], whole: bool = False) -> None:
    program = ["* 0 1", "+ 0 4", "+ 5 2", "+ 6 3"]  # d = a + a * b;  e = (d + c) + constant   (0.1.4)
    place, needs = "e = ((a + a * b) + c) + d", [True, False, True, False]
    _expression(exam, program, leaves, place, upstream=False, needs=needs, whole=whole)


@TESTS.test("autograd", "the handout's example", 2)
def _handout(exam: Exam) -> None:
    leaves = [away_from_zero(exam.rng, 2, 3) for _ in range(4)]
    _example(exam, leaves)
    _example(exam, [np.array(float(leaf[0, 0])) for leaf in leaves])


@TESTS.test("autograd", "the handout's example, of Python ints", 1)
def _whole_numbers(exam: Exam) -> None:
    """As the course's own tests and sandbox make leaves: Tensor(1, requires_grad=True)."""
    sizes, signs = exam.rng.permutation(np.arange(2, 10))[:4], exam.rng.choice([-1, 1], 4)
    _example(exam, [np.array(float(number)) for number in sizes * signs], whole=True)


@TESTS.test("autograd", "a tensor used twice", 4)
def _twice(exam: Exam) -> None:
    for program in (["* 0 0"], ["+ 0 1", "* 2 0"], ["* 0 1", "- 2 0", "* 3 2", "/ 4 1"]):
        leaves = [away_from_zero(exam.rng, 3, 2) for _ in range(2)]
        if program == ["* 0 0"]:
            leaves = leaves[:1]
        _expression(
            exam, program, leaves, f"the expression {'; '.join(program)} (operands numbered, leaves first)"
        )


@TESTS.test("autograd", "random expressions", 6)
def _random(exam: Exam) -> None:
    for _ in range(4):
        leaves = [away_from_zero(exam.rng, 2, 3) for _ in range(3)]
        program = expressions.draw(exam.rng, 3, 7)
        while not expressions.tame(program, leaves):
            program = expressions.draw(exam.rng, 3, 7)
        needs = [True, True, bool(exam.rng.integers(2))]
        _expression(
            exam,
            program,
            leaves,
            f"the expression {'; '.join(program)} (operands numbered, leaves first)",
            needs=needs,
        )


@TESTS.test("autograd", "two backward passes add up", 3)
def _accumulate(exam: Exam) -> None:
    leaves = [away_from_zero(exam.rng, 3, 2) for _ in range(2)]
    _expression(exam, ["* 0 1", "+ 2 0"], leaves, "two backward passes", times=2)


@TESTS.test("autograd", "who gets a gradient", 2)
def _flags(exam: Exam) -> None:
    leaves = [away_from_zero(exam.rng, 3) for _ in range(3)]
    program, needs = ["* 0 1", "+ 3 0", "* 1 2"], [True, False, False]
    got = exam.ask("expression", program=[*program, "+ 4 5"], leaves=leaves, needs=needs, g=None, times=1)
    for i in range(4):
        name = f"gradient of intermediate {i}"
        if got[name] is not None:
            raise wrong(
                f"autograd: {name}, which is no leaf,", ["gradient where none is due"], Mismatch(None), {}
            )
    for i, need in enumerate([True, True, False, True]):
        place = "Function.apply"
        check(
            got,
            {f"requires_grad of intermediate {i}": need, f"is_leaf of intermediate {i}": not need},
            place=place,
        )
    for i, need in enumerate(needs):
        if (got[f"gradient of leaf {i}"] is None) == need:
            mistake = "gradient missing" if need else "gradient where none is due"
            raise wrong(f"autograd: gradient of leaf {i}", [mistake], Mismatch(None), {})


@TESTS.test("autograd", "log and reshape", 1)
def _given(exam: Exam) -> None:
    leaves = [exam.rng.uniform(0.5, 2, (2, 3)), away_from_zero(exam.rng, 6)]
    _expression(
        exam, ["log 0", "flat 2", "* 3 1", "+ 4 3"], leaves, "log(a).reshape(-1) * b + log(a).reshape(-1)"
    )


@TESTS.test("autograd", "addition of different shapes", 2)
def _add_shapes(exam: Exam) -> None:
    _broadcast(exam, "+", "Add")
    leaves = [away_from_zero(exam.rng, 2, 3), away_from_zero(exam.rng, 4, 6)]
    _expression(exam, ["flat 0", "+ 2 1"], leaves, "a.reshape(-1) + b of shapes (2, 3) and (4, 6)")


@TESTS.test("autograd", "14 doublings", 1)
def _doublings(exam: Exam) -> None:
    count, enough = 14, 14 * 200
    x = away_from_zero(exam.rng, 2)
    got = exam.ask("doublings", x=x, count=count)
    check(got, {"gradient of x": np.full(2, 2.0**count)}, place="backward through y = y + y")
    if not isinstance(got["calls"], int) or got["calls"] > enough:
        found = Mismatch("walks every path")
        raise wrong(
            "autograd_engine.backward", ["walks every path"], found, {"calls": got["calls"], "ops": count}
        )


@TESTS.test("autograd", "a chain of 3,000 operations", 1)
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
    check(got, {"gradient of x": np.full(2, length + 1.0)}, place="backward through a chain")


@TESTS.test("autograd", "gradients are not shared", 1)
def _shared(exam: Exam) -> None:
    a, b, g = (exam.rng.normal(size=(2, 3)) for _ in range(3))
    got = exam.ask("shared_gradients", a=a, b=b, g=g)
    check(got, {"gradient of b": g}, place="backward through a + b")
    later = {"gradient of b after a change of a's": g}
    check(
        got,
        later,
        place="backward through a + b",
        candidates=lambda: [("shared gradient", {next(iter(later)): g + 1})],
    )


@TESTS.test("autograd", "float32 stays float32", 1)
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
