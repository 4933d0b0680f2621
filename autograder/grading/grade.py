"""Grades one hand-in: every problem of its term, each in its own process.

First every test runs on the unchanged hand-in. A test that may have failed because of another problem runs
again with the right solution of that problem put in (parts/). A failure that no known mistake explains is
tried on inputs from the smallest to larger ones (smallest.py). In the end every fault is charged once
(charging.py).
"""

from __future__ import annotations

import hashlib
import importlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace

import numpy as np

from autograder.grading.asking.exam import Exam, Item
from autograder.grading.charging import charge_once, lifted, own_faults
from autograder.grading.judging.diagnose import OF_THE_FORM, Wrong
from autograder.grading.judging.mistakes import ABSENT, MISTAKES
from autograder.grading.judging.parts import put_in
from autograder.grading.judging.smallest import LARGEST, TRIES, RoundNumbers, shown
from autograder.grading.result import POINTS, Grade, Remark, Verdict
from autograder.grading.running.session import HandinFailed, Session

__all__ = ["Marking", "catalogue", "grade"]

MODULES = {
    "spring": (
        "spring_multiple_choice",
        "spring_layers",
        "spring_linear",
        "spring_batchnorm",
        "spring_networks",
        "spring_training",
    ),
    "fall": ("fall_autograd", "fall_layers", "fall_batchnorm", "fall_steps", "fall_mnist"),
}
LONGEST = 4000  # largest number of characters of a message
NOT_RUN = "not run: the time limit was used up before"


def catalogue(term: str) -> list[Item]:
    """Every test of a term, in the handout's order; those worth 0 after the others of their problem."""
    items: list[Item] = []
    for name in MODULES[term]:
        items += importlib.import_module(f"autograder.grading.asking.{name}").TESTS.items
    order = list(POINTS[term])
    return sorted(items, key=lambda item: (order.index(item.problem), item.points == 0))


def grade(
    files: Mapping[str, bytes],
    term: str,
    *,
    seed: int,
    timeout: float = 60.0,
    problems: Sequence[str] | None = None,
    isolation: str = "full",
    on_problem: Callable[[str, float], None] | None = None,
) -> Grade:
    """Grade a hand-in, relative name -> contents, of a term, "spring" or "fall", on inputs drawn from `seed`.

    timeout: seconds for all problems; one problem may use half of the remaining time.
    problems: only these, by name. isolation: one of MODES (running/isolation.py).
    on_problem(problem, part done, up to 1): called after each problem.
    IsolationError where a layer of the jail is missing; DisagreementError where the references disagree.
    """
    start = time.monotonic()
    marking = Marking(files, term, seed, start + timeout, isolation)
    chosen = [problem for problem in POINTS[term] if problems is None or problem in problems]
    by_problem = {
        problem: [item for item in catalogue(term) if item.problem == problem] for problem in chosen
    }
    marks: list[Mark] = []
    with ExitStack() as sessions:
        following = sessions.enter_context(closing(marking.begin()))
        for done, problem in enumerate(chosen, start=1):
            session = following
            if done < len(chosen):  # the next process loads NumPy while this problem is graded
                following = sessions.enter_context(closing(marking.begin()))
            marks += marking.run(by_problem[problem], session)
            if on_problem is not None:
                on_problem(problem, done / len(chosen))
    verdicts = marking.settle(marks)
    remarks = [*marking.habits, *remarked(marks, verdicts)]
    return Grade(term, seed, time.monotonic() - start, tuple(verdicts), tuple(dict.fromkeys(remarks)))


@dataclass(frozen=True)
class Mark:
    """The result of a test: its verdict, and the remarks, which cost no points."""

    item: Item
    verdict: Verdict
    notes: tuple[Remark, ...] = ()


class Marking:
    """One hand-in while it is graded; the arguments are those of `grade`, deadline as time.monotonic()."""

    def __init__(
        self, files: Mapping[str, bytes], term: str, seed: int, deadline: float, isolation: str
    ) -> None:
        self.files, self.term, self.seed, self.deadline = files, term, seed, deadline
        self.isolation = isolation
        self.habits: list[Remark] = []  # remarks from the hand-in's processes
        self.parts: dict[str, tuple[str, ...]] = {}  # the parts with which a test was repeated

    def begin(self, parts: Iterable[str] = ()) -> Session:
        """Start a process with the hand-in, in which these problems have their right solution."""
        files = put_in(self.files, self.term, parts)
        return Session(files, self.term, deadline=self.deadline, isolation=self.isolation)

    def run(self, items: Sequence[Item], session: Session, parts: Iterable[str] = ()) -> list[Mark]:
        """Run tests one after the other. If the process ends, the next test gets a new one; a hang ends them
        all.
        """
        marks = []
        with ExitStack() as sessions:
            sessions.enter_context(closing(session))
            session.deadline = time.monotonic() + max(0.0, self.deadline - time.monotonic()) / 2
            for item in items:
                if time.monotonic() >= session.deadline:
                    verdict = Verdict(item.problem, item.name, 0.0, item.points, NOT_RUN, "timeout")
                    marks.append(Mark(item, verdict))
                    continue
                marks.append(judge(item, session, self.seed))
                if marks[-1].verdict.hypothesis in ("died", "garbled"):
                    session.close()
                    said = session.remarks
                    deadline, session = session.deadline, sessions.enter_context(closing(self.begin(parts)))
                    session.deadline, session.remarks = deadline, said
        known = {remark.message for remark in self.habits}
        self.habits += [Remark(items[0].problem, line) for line in session.remarks if line not in known]
        return marks

    def settle(self, marks: Sequence[Mark]) -> list[Verdict]:
        """The final verdicts of tests that were run once on the unchanged hand-in."""
        marks = [mark for mark in marks if mark.item.points]
        items = {mark.item.name: mark.item for mark in marks}
        verdicts = self._with_right_parts(items, [mark.verdict for mark in marks])
        return _told_once([self._with_example(items[v.name], v) for v in charge_once(items, verdicts)])

    def _with_right_parts(self, items: Mapping[str, Item], verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Run failed tests again, with the right solutions of the problems at fault put in.

        This goes problem by problem. A problem whose faults turn out to come from another one is not at
        fault for later problems.
        """
        settled = {verdict.name: verdict for verdict in verdicts}
        for problem in dict.fromkeys(item.problem for item in items.values()):
            together: dict[tuple[str, ...], list[Item]] = {}
            for name, others in own_faults(items, list(settled.values())).items():
                if others and items[name].problem == problem:
                    together.setdefault(tuple(sorted(others)), []).append(items[name])
            for parts, tests in together.items():
                for mark in self.run(tests, self.begin(parts), parts):
                    before = settled[mark.item.name]
                    if mark.verdict.passed:
                        settled[mark.item.name] = lifted(before, ", ".join(parts))
                    elif mark.verdict.hypothesis not in ABSENT or before.hypothesis in ABSENT:
                        settled[mark.item.name] = mark.verdict  # without the parts of the others
                        self.parts[mark.item.name] = parts
        return list(settled.values())

    def _with_example(self, item: Item, verdict: Verdict) -> Verdict:
        """The mark with the smallest wrong input in its message, if no mistake explains the result."""
        if verdict.passed or verdict.hypothesis is not None or time.monotonic() >= self.deadline:
            return verdict
        with closing(self.begin(self.parts.get(item.name, ()))) as session:
            session.deadline = time.monotonic() + (self.deadline - time.monotonic()) / 3
            for number in range(len(LARGEST) * TRIES):
                rng = RoundNumbers(_generator(self.seed + number, item.name).bit_generator)
                exam = Exam(rng, session, LARGEST[number // TRIES])
                try:
                    item.test(exam)
                except Wrong as error:
                    lines = [f"    {line}" for line in [*shown(exam.inputs), *error.unnamed.split("\n")]]
                    message = "\n".join(
                        [verdict.message, "  the smallest input found that shows it:", *lines]
                    )
                    return replace(verdict, message=message[:LONGEST])
                except Exception:  # noqa: S112, PERF203 (an example that cannot be had is none)
                    continue
        return verdict


def _told_once(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts with the traceback of an error only at its first occurrence."""
    told: dict[str, str] = {}
    once = []
    for verdict in verdicts:
        if not verdict.passed and "\n" in verdict.message and verdict.hypothesis in ABSENT and verdict.cause:
            first = told.setdefault(verdict.cause, verdict.name)
            if first != verdict.name:
                line = verdict.message.split("\n", 1)[0]
                verdict = replace(verdict, message=f"{line}, as in {first}")
        once.append(verdict)
    return once


def remarked(marks: Sequence[Mark], verdicts: Sequence[Verdict]) -> list[Remark]:
    """What was noticed and costs nothing: one of a kind for each problem, and nothing that points were lost
    for, or that comes of it.
    """
    faulty = {name for v in verdicts if v.message for name in (v.name, v.problem)}
    found = [note for mark in marks for note in mark.notes]
    found += [
        Remark(mark.item.problem, mark.verdict.message, mark.verdict.hypothesis)
        for mark in marks
        if mark.item.points == 0
        and mark.verdict.message
        and faulty.isdisjoint(mark.item.after + mark.item.needs)
    ]
    told = {(v.problem, v.hypothesis) for v in verdicts if v.message}
    first: dict[tuple[str, str], Remark] = {}
    for remark in found:
        if (remark.problem, remark.hypothesis) not in told:
            first.setdefault((remark.problem, remark.hypothesis or remark.message), remark)
    return list(first.values())


def _generator(seed: int, name: str) -> np.random.Generator:
    """A generator for each test, so that its numbers do not depend on the tests before it."""
    return np.random.default_rng([seed, int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])])


def judge(item: Item, session: Session, seed: int) -> Mark:
    """Run one test on inputs drawn from the seed."""
    exam = Exam(_generator(seed, item.name), session)
    verdict = _verdict(item, exam)
    notes = [Remark(item.problem, str(note)[:LONGEST], note.hypothesis) for note in exam.notes]
    return Mark(item, verdict, tuple(notes))


def _verdict(item: Item, exam: Exam) -> Verdict:
    lost = Verdict(item.problem, item.name, 0.0, item.points)
    try:
        item.test(exam)
    except Wrong as error:
        name = error.hypothesis
        return replace(
            lost,
            message=str(error)[:LONGEST],
            hypothesis=name,
            cause=name or "",
            verified=name is not None and name not in OF_THE_FORM,  # these describe the form, not the mistake
        )
    except HandinFailed as error:
        first = f"{item.short} {MISTAKES[error.kind].format(got=error.line)}"
        hypothesis = "recursion" if "RecursionError" in error.line else error.kind
        message = f"{first}\n{error.traceback}".rstrip()[:LONGEST]
        return replace(lost, message=message, hypothesis=hypothesis, cause=error.line)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # The answers come from the hand-in, and may have any type, shape or size. If they cannot be judged,
        # they are wrong.
        first = f"{item.short} {MISTAKES['garbled'].format(got=f'{type(error).__name__}: {error}')}"
        return replace(lost, message=first.splitlines()[0][:LONGEST], hypothesis="unjudged")
    return replace(lost, points=item.points)
