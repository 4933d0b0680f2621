"""Rounds in which every contestant takes a turn, and the ratios of turns in the same round."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.workloads import WORKLOADS, Workload
from hw1.data import load_mnist

__all__ = ["Contestant", "Result", "run"]

TURN = 0.07  # seconds
PAUSE = 0.03  # seconds in which the threads of the turn before stop spinning
CURVE = 20  # steps whose losses are compared
ROOT = Path(__file__).resolve().parent.parent

# The benchmarks are this checkout's; the twins are those of the first path that has them.
_START = """
import sys
sys.path[:0] = [sys.argv[1]]
import benchmarks
sys.path[:1] = sys.argv[2:]
from benchmarks.worker import main
main()
"""


@dataclass
class Contestant:
    """A system with a number of threads; `checkout` if its code is not this one's."""

    system: str
    threads: int
    checkout: str | None = None
    seconds: list[float] = field(default_factory=list)  # a step, a round each
    losses: list[float] = field(default_factory=list)
    failed: str | None = None
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.system}@{self.checkout}" if self.checkout else self.system


class _Process:
    """A worker, and the requests to it."""

    def __init__(self, contestant: Contestant, folder: str) -> None:
        paths = [contestant.checkout, *sys.path] if contestant.checkout else sys.path
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, str(ROOT), *map(os.path.abspath, filter(None, paths))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.about = self.ask("start", name=contestant.system, count=contestant.threads, folder=folder)

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps({"do": do, **request}), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"failed": f"ended with code {self.process.wait()}"}

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Result:
    """Of one workload: the contestants with their turns."""

    workload: Workload
    dtype: str
    contestants: list[Contestant]

    def best(self, name: str, only_threads: int | None = None) -> Contestant | None:
        """A system at the number of threads with the lowest median, or at the one asked for."""
        ran = [
            one for one in self.contestants
            if one.name == name and one.seconds and only_threads in (None, one.threads)
        ]  # fmt: skip
        return min(ran, key=lambda one: statistics.median(one.seconds), default=None)

    def ratio(self, name: str, to: str, only_threads: int | None = None) -> list[float] | None:
        """A quotient a round; the quartiles are of these."""
        ours, theirs = self.best(name, only_threads), self.best(to, only_threads)
        if ours is None or theirs is None:
            return None
        return [a / b for a, b in zip(ours.seconds, theirs.seconds, strict=True)]


def run(
    names: Sequence[str],
    systems: Sequence[str],
    rounds: int,
    dtype: str = "float32",
    checkouts: Sequence[str] = (),
    counts: Sequence[int] = (1, 2),
    show: Callable[[str], object] = lambda line: None,
) -> Iterator[Result]:
    """Time the workloads one after the other, every system at every number of threads."""
    data = load_mnist()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        np.save(f"{folder}/images.npy", data.train.images)
        np.save(f"{folder}/labels.npy", data.train.labels)
        contestants = [
            Contestant(system, count, checkout)
            for checkout in [None, *checkouts]
            for system in systems
            if checkout is None or system in ("mytorch", "classic")
            for count in counts
        ]
        workers = []
        for one in contestants:
            show(f"start {one.name}, {one.threads}")
            worker = _Process(one, folder)
            stack.callback(worker.end)
            workers.append(worker)
        for name in names:
            ran = [Contestant(one.system, one.threads, one.checkout) for one in contestants]
            own = WORKLOADS[name].dtype or dtype
            yield _run_one(WORKLOADS[name], own, ran, workers, rounds, show)


def _run_one(
    workload: Workload,
    dtype: str,
    contestants: list[Contestant],
    workers: list[_Process],
    rounds: int,
    show: Callable[[str], object],
) -> Result:
    turns: list[tuple[Contestant, _Process, int]] = []
    for one, worker in zip(contestants, workers, strict=True):
        one.about = worker.about
        curve = worker.ask("build", workload=workload.name, dtype=dtype, curve=CURVE)
        one.losses = curve.get("losses", [])
        one.failed = worker.about.get("failed") or curve.get("failed")
        if not one.failed:
            first = min(worker.ask("turn", steps=2)["seconds"] / 2 for _ in range(3))
            turns.append((one, worker, max(1, round(TURN / first))))
    for number in range(rounds):
        show(f"{workload.name} round {number + 1}/{rounds}")
        shift = number % len(turns)
        for one, worker, steps in turns[shift:] + turns[:shift]:
            time.sleep(PAUSE)
            reply = worker.ask("turn", steps=steps)
            one.seconds.append(reply["seconds"] / steps)
    return Result(workload, dtype, contestants)
