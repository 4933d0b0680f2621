"""Tests the grader: grades the corpora of wrong and of right hand-ins with many seeds.

The table shows for each planted bug with how many seeds it lost points on the problem that it breaks, and
with how many the diagnosis named it first. For the first seed it shows how many points the bug cost in the
whole hand-in; these may not be more than the part that it breaks. A right variant, and an honest hand-in in
any style, must not lose a point with any seed. The same holds for code that is right but could be better; it
must get a remark.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from autograder.grading.auditing.corpora import KINDS, AuditError, Case, cases
from autograder.grading.grade import Mark, catalogue, grade, judge, remarked
from autograder.grading.judging.mistakes import ABSENT
from autograder.grading.result import POINTS
from autograder.grading.running.session import Session

__all__ = ["Audit", "AuditError", "Trial", "audit_table", "run_audit", "try_case"]

SEEDS = 20
TIMEOUT = 20.0  # seconds for one seed of one problem


@dataclass
class Trial:
    """A case over all seeds."""

    term: str
    kind: str
    name: str
    problem: str | None
    hypothesis: str | None
    seeds: int
    caught: int = 0  # seeds with which it lost points
    named: int = 0  # seeds whose first message names the hypothesis; for a remark, any message
    said: dict[str, int] = field(default_factory=dict)  # other mistakes in the first message
    lost: list[str] = field(default_factory=list)  # points lost by a right hand-in: where, and the first line
    costs: dict[str, float] = field(default_factory=dict)  # of a bug in the whole hand-in: points by problem
    part: float = 0.0  # the most that a bug may cost

    @property
    def cost(self) -> float:
        """The points that a bug lost in the whole hand-in, with the first seed."""
        return round(sum(self.costs.values()), 2)

    @property
    def good(self) -> bool:
        """A bug caught on every seed, in the problem it breaks and for no more than the part; a variant on
        none; a remark on none, and remarked upon on every seed.
        """
        if self.kind == "bugs":
            fair = self.costs.get(str(self.problem), 0.0) > 0 and self.cost <= self.part
            return self.caught == self.seeds and fair
        return self.caught == 0 and (self.kind != "remarks" or self.named == self.seeds)

    @property
    def diagnosed(self) -> bool:
        """Whether the right hypothesis came first on most seeds."""
        return 2 * self.named > self.seeds


@dataclass
class Audit:
    """All trials."""

    seed: int
    seeds: int
    seconds: float
    trials: list[Trial]

    def of(self, kind: str) -> list[Trial]:
        """The trials of a kind, one of KINDS."""
        return [trial for trial in self.trials if trial.kind == kind]

    @property
    def with_hypothesis(self) -> list[Trial]:
        """Bugs that have a name."""
        return [trial for trial in self.of("bugs") if trial.hypothesis]

    @property
    def agree(self) -> bool:
        """Whether every trial is good, and at least 90 % of the bugs with a name were named."""
        named = sum(trial.diagnosed for trial in self.with_hypothesis)
        return all(trial.good for trial in self.trials) and named >= 0.9 * len(self.with_hypothesis)

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts, for JSON."""
        bugs, remarks, variants, honest = (self.of(kind) for kind in KINDS)
        return {
            "trustworthy": self.agree,
            "seed": self.seed,
            "seeds": self.seeds,
            "seconds": self.seconds,
            "bugs": len(bugs),
            "killed": sum(trial.caught == trial.seeds for trial in bugs),
            "overcharged": sum(trial.cost > trial.part for trial in bugs),
            "remarks": len(remarks),
            "remarked": sum(trial.good for trial in remarks),
            "variants": len(variants),
            "harmed": sum(trial.caught > 0 for trial in [*variants, *remarks]),
            "honest": len(honest),
            "honest_harmed": sum(trial.caught > 0 for trial in honest),
            "with_hypothesis": len(self.with_hypothesis),
            "named": sum(trial.diagnosed for trial in self.with_hypothesis),
            "trials": [vars(trial) | {"cost": trial.cost} for trial in self.trials],
        }


def run_audit(
    seed: int = 0,
    on_progress: Callable[[float], object] = lambda done: None,
    *,
    seeds: int = SEEDS,
    chosen: Callable[[Case], bool] = lambda case: True,
) -> Audit:
    """Grade every case on the seeds seed, seed + 1, ... on_progress(part done, up to 1).

    These are our own files, so they run without the jail. AuditError where the corpora are not there.
    """
    start = time.monotonic()
    every = [case for term in POINTS for kind in KINDS for case in cases(term, kind) if chosen(case)]
    trials = []
    with ThreadPoolExecutor(max_workers=2) as pool:  # each thread waits for its own process
        for trial in pool.map(lambda case: try_case(case, range(seed, seed + seeds)), every):
            trials.append(trial)
            on_progress(len(trials) / len(every))
    return Audit(seed, seeds, time.monotonic() - start, trials)


def try_case(case: Case, seeds: Sequence[int]) -> Trial:
    """Grade a case: a bug on its problem until the first failure, and whole on the first seed; others on
    everything. One process for all seeds.
    """
    trial = Trial(case.term, case.kind, case.name, case.problem, case.hypothesis, len(seeds))
    for seed, marks in zip(seeds, _marks(case, seeds), strict=True):
        failures = [mark.verdict for mark in marks if mark.item.points and not mark.verdict.passed]
        trial.caught += bool(failures)
        if case.kind == "bugs":
            said = [failure.hypothesis for failure in failures[:1]]
        else:
            trial.lost += [f"seed {seed}: {v.name}: {v.message.splitlines()[0]}" for v in failures]
            said = [remark.hypothesis for remark in remarked(marks, failures)]
        trial.named += case.hypothesis in said
        for name in dict.fromkeys(map(str, said)):
            trial.said[name] = trial.said.get(name, 0) + 1
    if case.kind == "bugs":
        trial.costs, trial.part = _cost(case, seeds[0])
    return trial


def _cost(case: Case, seed: int) -> tuple[dict[str, float], float]:
    """The points lost by problem, and the allowed maximum: the largest test, or all tests of missing code."""
    found = grade(case.files, case.term, seed=seed, timeout=120, isolation="none")
    costs, absent, dearest = dict[str, float](), 0.0, 0.0
    for verdict in found.verdicts:
        if verdict.problem == case.problem:
            dearest = max(dearest, verdict.max_points)
        if not verdict.passed:
            costs[verdict.problem] = costs.get(verdict.problem, 0.0) + verdict.max_points - verdict.points
            absent += verdict.max_points if verdict.hypothesis in ABSENT else 0.0
    return costs, max(dearest, absent)


def _marks(case: Case, seeds: Iterable[int]) -> Iterable[list[Mark]]:
    """How its tests come out, seed by seed."""
    tests = [item for item in catalogue(case.term) if case.problem in (None, item.problem)]
    session: Session | None = None
    try:
        for seed in seeds:
            marks: list[Mark] = []
            for item in tests:
                if session is None or session.closed:
                    session = Session(case.files, case.term, deadline=0.0, isolation="none")
                session.deadline = time.monotonic() + TIMEOUT
                marks.append(judge(item, session, seed))
                if case.kind == "bugs" and item.points and not marks[-1].verdict.passed:
                    break
            yield marks
    finally:
        if session is not None:
            session.close()


def audit_table(audit: Audit) -> str:
    """The table of bugs, the right variants that lost points, and the sums."""
    lines = [f"{'bug':<44}{'problem':<22}{'killed':>8}{'named':>8}{'cost':>7}  the first message names"]
    for trial in audit.of("bugs"):
        said = ", ".join(f"{name} ({n})" for name, n in Counter(trial.said).most_common(2))
        mark = "" if not trial.hypothesis or trial.diagnosed else f"  [expected: {trial.hypothesis}]"
        mark += f"  [costs more than {trial.part:g}]" if trial.cost > trial.part else ""
        mark += "" if trial.costs.get(str(trial.problem)) else f"  [lost at {', '.join(trial.costs)}]"
        named = f"{trial.named}/{trial.seeds}" if trial.hypothesis else "-"
        killed = f"{trial.caught}/{trial.seeds}"
        row = f"{trial.term + ' ' + trial.name:<44}{trial.problem or '':<22}{killed:>8}{named:>8}"
        lines.append(f"{row}{trial.cost:>7g}  {said}{mark}")
    for kind, title in (("remarks", "better practice"), ("variants", "right variant"), ("honest", "honest")):
        lines += ["", f"{title:<66}{'lost points on':>16}{'remarked':>12}"]
        for trial in audit.of(kind):
            row = f"{trial.term + ' ' + trial.name:<66}{f'{trial.caught}/{trial.seeds}':>16}"
            lines.append(row + (f"{f'{trial.named}/{trial.seeds}':>12}" if kind == "remarks" else ""))
            lines += [f"    {line}" for line in trial.lost[:3]]
    found = audit.to_dict()
    return "\n".join(
        [
            *lines,
            "",
            f"bugs that lost points on all {audit.seeds} seeds: {found['killed']} of {found['bugs']}",
            f"bugs that cost more than the part they break: {found['overcharged']} of {found['bugs']}",
            f"right hypothesis named first: {found['named']} of {found['with_hypothesis']}",
            f"right variants, and remarks, that lost any: {found['harmed']} of "
            f"{found['variants'] + found['remarks']}",
            f"honest hand-ins that lost any: {found['honest_harmed']} of {found['honest']}",
            f"better practice remarked upon: {found['remarked']} of {found['remarks']}",
        ]
    )
