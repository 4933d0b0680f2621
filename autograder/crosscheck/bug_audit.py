"""Tests the check itself: plants a bug in one of the twins, runs the check, and sees whether it finds the
bug.

A bug exists only in the memory of one worker process (see planting.py); no file is changed.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from autograder.anchors import AnchorError
from autograder.crosscheck.bugs import BUGS, Bug
from autograder.crosscheck.planting import changed_source
from autograder.crosscheck.problems import DTYPES
from autograder.crosscheck.run import job, work

__all__ = ["Audit", "Trial", "run_audit", "try_bug"]

NETWORKS = 40  # networks per bug, and per seed of the code without a bug
HEALTHY_SEEDS = 20
MAX_DEPTH = 6


@dataclass
class Trial:
    """A bug (None: the code without a bug), and the result of the check."""

    bug: Bug | None
    caught_by: str | None  # the first disagreement
    why: str = ""


@dataclass
class Audit:
    """All trials."""

    seed: int
    seconds: float
    trials: list[Trial]

    @property
    def killed(self) -> list[Trial]:
        """Bugs that were found."""
        return [trial for trial in self.trials if trial.bug and not trial.bug.equivalent and trial.caught_by]

    @property
    def survived(self) -> list[Trial]:
        """Bugs that should have been found."""
        return [
            trial for trial in self.trials if trial.bug and not trial.bug.equivalent and not trial.caught_by
        ]

    @property
    def equivalent(self) -> list[Trial]:
        """Changes that have no visible effect, so that no check could find them."""
        return [trial for trial in self.trials if trial.bug and trial.bug.equivalent]

    @property
    def healthy(self) -> list[Trial]:
        """The trials of the code without a bug, with several seeds."""
        return [trial for trial in self.trials if trial.bug is None]

    @property
    def false_alarms(self) -> list[Trial]:
        """Trials in which the check reported an error although there was no bug."""
        return [trial for trial in self.healthy + self.equivalent if trial.caught_by]

    @property
    def agree(self) -> bool:
        """Whether the check can be trusted: it found every bug and raised no false alarm."""
        return not self.survived and not self.false_alarms

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts, for JSON."""
        return {
            "trustworthy": self.agree,
            "seed": self.seed,
            "seconds": self.seconds,
            "killed": len(self.killed),
            "survived": len(self.survived),
            "equivalent": len(self.equivalent),
            "healthy_seeds": len(self.healthy),
            "false_alarms": len(self.false_alarms),
            "trials": [
                asdict(trial) | {"bug": trial.bug._asdict() | {"file": trial.bug.file} if trial.bug else None}
                for trial in self.trials
            ],
        }


def run_audit(seed: int = 0, on_progress: Callable[[float], object] = lambda done: None) -> Audit:
    """Try every bug of bugs/, and the code without a bug with 20 seeds.

    on_progress: called with the fraction that is done, in [0, 1].
    """
    start = time.perf_counter()
    tasks: list[tuple[Bug | None, int]] = [(bug, seed) for bug in BUGS]
    tasks += [(None, seed + 1000 * i) for i in range(1, HEALTHY_SEEDS + 1)]
    trials: list[Trial] = []
    running: set[subprocess.Popen[str]] = set()
    pool = ThreadPoolExecutor(max_workers=2)  # each thread waits for its own process
    futures = [pool.submit(try_bug, *task, running) for task in tasks]
    try:
        for future in futures:
            trials.append(future.result())
            on_progress(len(trials) / len(tasks))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(future.done() for future in futures):
            for process in list(running):
                process.kill()
            time.sleep(0.02)
    return Audit(seed, time.perf_counter() - start, trials)


def try_bug(bug: Bug | None, seed: int = 0, running: set[subprocess.Popen[str]] | None = None) -> Trial:
    """Run the check with a planted bug until it finds a disagreement. running: as in run.work.

    AnchorError if the bug does not apply to the source.
    """
    networks = [[seed + i, DTYPES[i % 2]] for i in range(NETWORKS)]
    planted = [bug.place, bug.old, bug.new] if bug else None
    if bug:
        _check_plantable(bug)
    wanted = job(networks=networks, max_depth=MAX_DEPTH, stop_at_first=True, bug=planted)
    for failure in _failures(wanted, running):
        return Trial(bug, failure["what"], failure["why"])
    return Trial(bug, None)


def _check_plantable(bug: Bug) -> None:
    """Raise AnchorError for a bug that no longer fits its file, because it must not count as found."""
    try:
        changed_source(bug.place, bug.old, bug.new)
    except AnchorError as error:
        raise AnchorError(f"The bug {str(bug)!r} in crosscheck/bugs/ does not apply: {error}") from None


def _failures(what: dict[str, Any], running: set[subprocess.Popen[str]] | None) -> Iterator[dict[str, Any]]:
    checked = 0
    for tally in work(what, running):
        checked += tally.checks.get("networks", 0)
        yield from tally.failures
    if checked < len(what["networks"]):
        yield {"what": "the worker ended early", "why": f"after {checked} networks"}
