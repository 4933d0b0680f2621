"""Who watches the watchman: the corpora of wrong and of right hand-ins, graded over many seeds.

The kill matrix says for each planted bug on how many seeds it lost points on the problem that it breaks,
and on how many the diagnosis named it first. A right variant must lose nothing on any seed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from autograder.grading.corpora import AuditError, Case, cases
from autograder.grading.grade import catalogue, judge
from autograder.grading.result import POINTS, Verdict
from autograder.grading.session import Session

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
    caught: int = 0  # seeds on which it lost points
    named: int = 0  # of those, the seeds on which the first message names the hypothesis
    said: dict[str, int] = field(default_factory=dict)  # what the first message named instead, or with it
    lost: list[str] = field(default_factory=list)  # by a right variant: what, with the message's first line

    @property
    def good(self) -> bool:
        """A bug caught on every seed, a variant on none."""
        return self.caught == (self.seeds if self.kind == "bugs" else 0)

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
        """The bugs, or the variants."""
        return [trial for trial in self.trials if trial.kind == kind]

    @property
    def with_hypothesis(self) -> list[Trial]:
        """Bugs that have a name."""
        return [trial for trial in self.of("bugs") if trial.hypothesis]

    @property
    def agree(self) -> bool:
        """Every bug caught, no variant harmed, and at least 85 % of the bugs with a name named."""
        named = sum(trial.diagnosed for trial in self.with_hypothesis)
        return all(trial.good for trial in self.trials) and named >= 0.85 * len(self.with_hypothesis)

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts, for JSON."""
        bugs, variants = self.of("bugs"), self.of("variants")
        return {
            "trustworthy": self.agree, "seed": self.seed, "seeds": self.seeds, "seconds": self.seconds,
            "bugs": len(bugs), "killed": sum(trial.good for trial in bugs), "variants": len(variants),
            "harmed": sum(not trial.good for trial in variants), "with_hypothesis": len(self.with_hypothesis),
            "named": sum(trial.diagnosed for trial in self.with_hypothesis),
            "trials": [vars(trial) for trial in self.trials],
        }  # fmt: skip


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
    every = [
        case for term in POINTS for kind in ("bugs", "variants") for case in cases(term, kind) if chosen(case)
    ]
    trials = []
    with ThreadPoolExecutor(max_workers=2) as pool:  # each waits for a process of its own
        for trial in pool.map(lambda case: try_case(case, range(seed, seed + seeds)), every):
            trials.append(trial)
            on_progress(len(trials) / len(every))
    return Audit(seed, seeds, time.monotonic() - start, trials)


def try_case(case: Case, seeds: Sequence[int]) -> Trial:
    """Grade a case: a bug on its problem until the first failure, a variant on everything. One process
    for all seeds.
    """
    trial = Trial(case.term, case.kind, case.name, case.problem, case.hypothesis, len(seeds))
    for seed, failures in zip(seeds, _failures(case, seeds), strict=True):
        if not failures:
            continue
        trial.caught += 1
        said = failures[0].hypothesis
        trial.named += said == case.hypothesis
        trial.said[str(said)] = trial.said.get(str(said), 0) + 1
        if case.kind == "variants":
            trial.lost += [f"seed {seed}: {v.name}: {v.message.splitlines()[0]}" for v in failures]
    return trial


def _failures(case: Case, seeds: Iterable[int]) -> Iterable[list[Verdict]]:
    """The tests that it fails, seed by seed."""
    tests = [item for item in catalogue(case.term) if case.problem in (None, item.problem)]
    session: Session | None = None
    try:
        for seed in seeds:
            failures: list[Verdict] = []
            for item in tests:
                if session is None or session.closed:
                    session = Session(case.files, case.term, deadline=0.0, isolation="none")
                session.deadline = time.monotonic() + TIMEOUT
                verdict = judge(item, session, seed).verdict
                if not verdict.passed:
                    failures.append(verdict)
                    if case.kind == "bugs":
                        break
            yield failures
    finally:
        if session is not None:
            session.close()


def audit_table(audit: Audit) -> str:
    """The kill matrix, what harmed a right variant, and the sums."""
    lines = [f"{'bug':<44}{'problem':<22}{'killed':>8}{'named':>8}  the first message names"]
    for trial in audit.of("bugs"):
        said = ", ".join(f"{name} ({n})" for name, n in Counter(trial.said).most_common(2))
        mark = "" if not trial.hypothesis or trial.diagnosed else f"  [expected: {trial.hypothesis}]"
        named = f"{trial.named}/{trial.seeds}" if trial.hypothesis else "-"
        killed = f"{trial.caught}/{trial.seeds}"
        lines.append(
            f"{trial.term + ' ' + trial.name:<44}{trial.problem or '':<22}{killed:>8}{named:>8}  {said}{mark}"
        )
    lines += ["", f"{'right variant':<66}{'lost points on':>16}"]
    for trial in audit.of("variants"):
        lines.append(f"{trial.term + ' ' + trial.name:<66}{f'{trial.caught}/{trial.seeds}':>16}")
        lines += [f"    {line}" for line in trial.lost[:3]]
    found = audit.to_dict()
    return "\n".join(
        [
            *lines,
            "",
            f"bugs that lost points on all {audit.seeds} seeds: {found['killed']} of {found['bugs']}",
            f"right variants that lost any: {found['harmed']} of {found['variants']}",
            f"right hypothesis named first: {found['named']} of {found['with_hypothesis']}",
        ]
    )
