"""The whole check: random networks, operations and behaviours, distributed over processes."""

import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.crosscheck import pytorch_oracle
from autograder.crosscheck.tally import Tally
from hw1.places import ROOT
from hw1.threads import ONE_THREAD, cores

__all__ = ["Certificate", "job", "run", "work"]


@dataclass
class Certificate:
    """The result of a check: what was checked, on which machine, and all figures."""

    networks: int
    seed: int
    dtypes: Sequence[str]
    max_depth: int
    seconds: float
    versions: dict[str, str | None]
    tally: Tally

    @property
    def agree(self) -> bool:
        """Whether everything agreed."""
        return not self.tally.failed

    @property
    def worst(self) -> dict[str, Any]:
        """The first failure, or else the tensor with the largest error over sensitivity; {} if none."""
        of_networks = [failure for failure in self.tally.failures if "seed" in failure]
        if of_networks:
            return of_networks[0]
        name, row = max(self.tally.rows.items(), key=lambda item: item[1].ratio, default=(None, None))
        if row is None or not row.worst:
            return {}
        why = f"{row.ratio:.2g} times the sensitivity"
        return {"what": f"{name}: {row.worst['tensor']}", "why": why, **row.worst}

    def reproduce(self) -> str | None:
        """The command that checks the worst case alone."""
        if not self.worst:
            return None
        return (
            f"python cli.py crosscheck --networks 1 --seed {self.worst['seed']} "
            f"--dtype {self.worst['dtype']} --max-depth {self.max_depth}"
        )

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts, for JSON."""
        return {
            "agree": self.agree,
            "networks": self.networks,
            "seed": self.seed,
            "dtypes": list(self.dtypes),
            "max_depth": self.max_depth,
            "seconds": self.seconds,
            "versions": self.versions,
            **_finite(self.tally.to_dict()),
            "worst": self.worst,
            "reproduce": self.reproduce(),
        }


def run(
    networks: int,
    seed: int,
    dtypes: Sequence[str],
    max_depth: int,
    on_progress: Callable[[int], object] = lambda done: None,
) -> Certificate:
    """Check the networks of the seeds seed, seed + 1, …, in turn in each dtype, on every core.

    on_progress: called with the number of networks done so far.
    """
    start = time.perf_counter()
    jobs: list[dict[str, Any]] = []
    workers = min(cores(), networks)
    for worker in range(workers):
        numbers = range(worker, networks, workers)
        mine = [[seed + i, dtypes[(seed + i) % len(dtypes)]] for i in numbers]
        jobs.append(job(networks=mine, max_depth=max_depth, with_pytorch=True, with_probes=worker == 0))
    tally = Tally()
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(contextlib.closing(work(one))) for one in jobs]
        while streams:
            for stream in list(streams):
                part = next(stream, None)
                if part is None:
                    streams.remove(stream)
                    continue
                tally.merge(part)
                on_progress(tally.checks.get("networks", 0))
    if tally.checks.get("networks", 0) != networks:
        tally.fail(
            "a worker ended early", f"{tally.checks.get('networks', 0)} of {networks} networks checked"
        )
    return Certificate(networks, seed, dtypes, max_depth, time.perf_counter() - start, _versions(), tally)


def job(**wanted: Any) -> dict[str, Any]:
    """A job for a worker (see audit_worker.py): `networks` and `max_depth`, and what else is wanted."""
    return {"with_pytorch": False, "with_probes": True, "stop_at_first": False, "bug": None} | wanted


def work(
    what: dict[str, Any], running: set[subprocess.Popen[str]] | None = None
) -> Generator[Tally, None, None]:
    """Start a worker on a job at once, and yield its tallies. Closing the generator early ends the worker.

    running: a set that contains the worker's process while it runs, so that another thread can end it.
    """
    running = set() if running is None else running
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])

    def tallies() -> Generator[Tally, None, None]:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as given:
            json.dump(what, given)
            given.seek(0)
            with subprocess.Popen(
                [sys.executable, "-m", "autograder.crosscheck.audit_worker"],
                stdin=given,
                stdout=subprocess.PIPE,
                text=True,
                # The checks use assert, which python -O would ignore.
                env=os.environ | ONE_THREAD | {"PYTHONPATH": path, "PYTHONOPTIMIZE": ""},
                start_new_session=True,  # Ctrl-C reaches only this process, which then ends the workers
            ) as process:
                yield from read(process)

    def read(process: subprocess.Popen[str]) -> Generator[Tally, None, None]:
        running.add(process)
        try:
            yield Tally()  # says that the worker has begun
            for line in process.stdout or ():
                yield Tally.from_dict(json.loads(line))
            if process.wait():
                tally = Tally()
                tally.fail("a worker ended early", f"exit code {process.returncode}; see what it said above")
                yield tally
        finally:
            process.kill()
            running.discard(process)

    stream = tallies()
    next(stream)  # runs to the first yield, so that closing ends the process
    return stream


def _finite(value: Any) -> Any:
    """The value for JSON, which has no infinity: infinite numbers become None."""
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _versions() -> dict[str, str | None]:
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pytorch": pytorch_oracle.version(),
        "machine": platform.machine(),
    }
