"""Makes sure that a fault costs points only once, even if it shows in several tests.

In three cases a test failed because of a fault that costs points elsewhere:

- with the right solution of other problems put in, it passes (grade.py tries this): those problems pay;
- the test cannot pass because another one failed: that one pays;
- the same mistake, verified, explains the numbers of several tests about the same class or function: it is
  paid for in the problem that has most points at stake, in the first of its tests; and where it explains
  those of a problem whose work a test relies on, it is paid for there.

Missing code explains no other fault: each problem that asks for it loses its points. An unexplained fault
has no consequences either if less than a third of the problem is right: the more is wrong, the less likely a
single fault is the cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograder.grading.asking.exam import Item
from autograder.grading.judging.mistakes import ABSENT
from autograder.grading.result import Verdict

__all__ = ["charge_once", "lifted", "own_faults"]


def lifted(verdict: Verdict, payer: str) -> Verdict:
    """The verdict of the same fault, with its points lost at `payer` instead."""
    return replace(verdict, points=verdict.max_points, paid=payer)


def own_faults(items: Mapping[str, Item], verdicts: Sequence[Verdict]) -> dict[str, set[str]]:
    """For each failed test, the problems that it relies on and that have failed tests of their own."""
    guilty = {
        verdict.problem
        for verdict in verdicts
        if not verdict.passed and verdict.problem not in items[verdict.name].needs
    }
    return {v.name: guilty & set(items[v.name].needs) for v in verdicts if not v.passed}


def charge_once(items: Mapping[str, Item], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts with every fault paid once. The test that pays lists the other tests."""
    charged = {verdict.name: verdict for verdict in verdicts}
    _mistake_of_another(items, charged)
    _consequences(items, charged)
    _same_mistake(items, charged)
    for verdict in verdicts:  # if the payer is itself paid elsewhere, take that one
        payer = charged[verdict.name].paid
        if payer in charged and charged[payer].paid:
            charged[verdict.name] = replace(charged[verdict.name], paid=charged[payer].paid)
    return [_with_touched(verdict, charged) for verdict in charged.values()]


def _named(charged: Mapping[str, Verdict]) -> list[Verdict]:
    """The tests that failed by a mistake that explains their numbers."""
    return [
        verdict
        for verdict in charged.values()
        if verdict.verified and not verdict.passed and verdict.hypothesis not in ABSENT
    ]


def _mistake_of_another(items: Mapping[str, Item], charged: dict[str, Verdict]) -> None:
    named = _named(charged)
    sources = [verdict for verdict in named if verdict.problem not in items[verdict.name].needs]
    for verdict in named:
        for source in sources:
            if source.hypothesis == verdict.hypothesis and source.problem in items[verdict.name].needs:
                charged[verdict.name] = lifted(verdict, source.name)
                break


def _same_mistake(items: Mapping[str, Item], charged: dict[str, Verdict]) -> None:
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in _named(charged):
        groups.setdefault((items[verdict.name].about, str(verdict.hypothesis)), []).append(verdict)
    for group in groups.values():
        stake = dict[str, float]()
        for verdict in group:
            stake[verdict.problem] = stake.get(verdict.problem, 0.0) + verdict.max_points
        dearest = max(stake, key=lambda problem: stake[problem])
        payer = next(verdict for verdict in group if verdict.problem == dearest)
        for verdict in group:
            if verdict is not payer:
                charged[verdict.name] = lifted(verdict, payer.name)


def _consequences(items: Mapping[str, Item], charged: dict[str, Verdict]) -> None:
    """The verdicts in the catalogue's order, so that the consequence of a consequence is one too."""
    mostly_right = {
        verdict.problem for verdict in charged.values() if _right(charged, verdict.problem) >= 1 / 3
    }
    for name, verdict in list(charged.items()):
        if verdict.passed or verdict.hypothesis in ABSENT:
            continue
        for before in (charged[one] for one in items[name].after if one in charged):
            named = before.verified and before.hypothesis not in ABSENT
            explained = named or before.paid or verdict.problem in mostly_right
            if explained and (before.paid or not before.passed):
                charged[name] = lifted(verdict, before.paid or before.name)
                break


def _right(charged: Mapping[str, Verdict], problem: str) -> float:
    """The share of a problem's points that its tests won without other problems' right solutions."""
    tests = [verdict for verdict in charged.values() if verdict.problem == problem]
    return sum(v.points for v in tests if not v.message) / sum(v.max_points for v in tests)


def _with_touched(verdict: Verdict, charged: Mapping[str, Verdict]) -> Verdict:
    if verdict.passed:
        return verdict
    touched = [other.name for other in charged.values() if other.paid == verdict.name]
    if not touched:
        return verdict
    line = "it also shows in these, which cost nothing for it: " + "; ".join(touched)
    return replace(verdict, message=f"{verdict.message}\n  {line}")
