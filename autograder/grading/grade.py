"""Grading one hand-in: every problem of its term, each in a process of its own."""

from __future__ import annotations

import hashlib
import importlib
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing

import numpy as np

from autograder.grading.diagnose import Wrong
from autograder.grading.exam import Exam, Item
from autograder.grading.mistakes import MISTAKES
from autograder.grading.result import POINTS, Grade, Verdict
from autograder.grading.session import HandinFailed, Session

MODULES = {
    "spring": ("test_classic", "test_classic_mlp", "test_training"),
    "fall": ("test_autograd", "test_mlp", "test_mnist"),
}
LONGEST = 4000  # characters of a message
NOT_RUN = "not run: the time limit was used up before"


def catalogue(term: str) -> list[Item]:
    """Every test of a term, in the handout's order."""
    items: list[Item] = []
    for name in MODULES[term]:
        items += importlib.import_module(f"autograder.hw1_autograder.{name}").TESTS.items
    order = list(POINTS[term])
    return sorted(items, key=lambda item: order.index(item.problem))


def grade(
    files: Mapping[str, bytes],
    term: str,
    *,
    seed: int,
    timeout: float = 60.0,
    problems: Sequence[str] | None = None,
    unsafe: bool = False,
    on_problem: Callable[[str, float], None] | None = None,
) -> Grade:
    """Grade a hand-in, relative name -> contents, of a term, "spring" or "fall", on inputs drawn from `seed`.

    timeout: seconds for the whole of it; a problem may take a third of what is left.
    problems: only these, by name. unsafe: without the jail (see session.py).
    on_problem(problem, part done, up to 1): called after each problem.
    IsolationError where a layer of the jail is missing; DisagreementError where the references disagree.
    """
    start = time.monotonic()
    chosen = [problem for problem in POINTS[term] if problems is None or problem in problems]
    items = catalogue(term)
    verdicts: list[Verdict] = []

    def begun() -> Session:
        return Session(files, term, deadline=start + timeout, unsafe=unsafe)

    with ExitStack() as sessions:
        following = sessions.enter_context(closing(begun()))
        for done, problem in enumerate(chosen, start=1):
            session = following
            if done < len(chosen):  # it loads NumPy while this problem is graded
                following = sessions.enter_context(closing(begun()))
            session.deadline = time.monotonic() + max(0.0, start + timeout - time.monotonic()) / 3
            verdicts += _problem([item for item in items if item.problem == problem], seed, session, begun)
            if on_problem is not None:
                on_problem(problem, done / len(chosen))
    return Grade(term, seed, time.monotonic() - start, tuple(verdicts))


def _problem(
    tests: Sequence[Item], seed: int, session: Session, begun: Callable[[], Session]
) -> list[Verdict]:
    """The verdicts of a problem's tests. A process that ended takes no other test with it; a hang does."""
    verdicts = []
    with ExitStack() as sessions:
        sessions.enter_context(closing(session))
        for item in tests:
            if time.monotonic() >= session.deadline:
                verdicts.append(Verdict(item.problem, item.name, 0.0, item.points, NOT_RUN, "timeout"))
                continue
            verdicts.append(judge(item, session, seed))
            if verdicts[-1].hypothesis in ("died", "garbled"):
                session.close()
                deadline, session = session.deadline, sessions.enter_context(closing(begun()))
                session.deadline = deadline
    return verdicts


def _seed(seed: int, name: str) -> list[int]:
    """Each test draws numbers of its own, whatever is asked before it."""
    return [seed, int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])]


def judge(item: Item, session: Session, seed: int) -> Verdict:
    """The verdict of one test."""
    exam = Exam(np.random.default_rng(_seed(seed, item.name)), session)
    try:
        item.test(exam)
    except Wrong as error:
        return Verdict(item.problem, item.name, 0.0, item.points, str(error)[:LONGEST], error.hypothesis)
    except HandinFailed as error:
        what = item.name.split(": ", 1)[1]
        first = f"{what} {MISTAKES[error.kind].format(got=error.line)}"
        hypothesis = "recursion" if "RecursionError" in error.line else error.kind
        message = f"{first}\n{error.traceback}".rstrip()[:LONGEST]
        return Verdict(item.problem, item.name, 0.0, item.points, message, hypothesis)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # The answers are a stranger's, and may be of any type, shape or size: what cannot be judged is wrong.
        what = item.name.split(": ", 1)[1]
        first = f"{what} {MISTAKES['garbled'].format(got=f'{type(error).__name__}: {error}')}".splitlines()[0]
        return Verdict(item.problem, item.name, 0.0, item.points, first[:LONGEST], "unjudged")
    return Verdict(item.problem, item.name, item.points, item.points)
