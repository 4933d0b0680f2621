"""Runs the rounds, in which every contestant takes a turn, and computes ratios within each round."""

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
from typing import Any

from benchmarks import bench_worker, thread_limits
from benchmarks.workloads import WORKLOADS
from hw1.data import Mnist, load_mnist
from hw1.places import ROOT

__all__ = ["TOLERANCE", "TWINS", "Contestant", "Result", "run"]

TURN = 0.07  # seconds of a turn
PAUSE = 0.03  # seconds in which the threads of the turn before stop waiting for work
TOLERANCE = {"float32": 1e-3, "float64": 1e-9}  # of a loss, relative
TWINS = ("by autograd", "by hand")

# The benchmarks, and the data that they read, are this checkout's; the twins are those of the first path.
_START = """
import sys
sys.path[:0] = [sys.argv[1]]
import benchmarks, hw1
sys.path[:1] = sys.argv[2:]
from benchmarks.bench_worker import main
main()
"""


@dataclass
class Contestant:
    """A system with a number of threads; `checkout` is where its code is, if it is not this checkout's."""

    system: str
    threads: int | None  # None: it chooses itself
    checkout: str | None = None
    about: dict[str, Any] = field(default_factory=dict)  # its version, and its BLAS
    seconds: list[float] = field(default_factory=list)  # seconds per step, one number for each round
    losses: list[float] = field(default_factory=list)  # of the first steps
    reference: list[float] | None = None  # the right losses, if they differ from the other systems'
    megabytes: float | None = None  # largest memory of a whole process
    failed: str | None = None  # the reason why figures are missing
    unsupported: bool = False  # whether its library cannot do this workload

    @property
    def name(self) -> str:
        return f"{self.system}@{self.checkout}" if self.checkout else self.system


@dataclass
class Result:
    """The result of one workload: the contestants with their turns; the n-th turns are of the same round."""

    name: str
    title: str
    dtype: str
    contestants: list[Contestant]

    def best(self, name: str, count: int | None = None) -> Contestant | None:
        """A system at the number of threads that has the lowest median, or at the one asked for."""
        ran = [one for one in self.contestants if one.name == name and one.seconds]
        ran = [one for one in ran if count in (None, one.threads)]
        return min(ran, key=lambda one: statistics.median(one.seconds), default=None)

    def ratios(self, name: str, to: str, count: int | None = None) -> list[float] | None:
        """How long a step took as a ratio to another system's, one figure a round; None if one has none."""
        ours, theirs = self.best(name, count), self.best(to, count)
        if ours is None or theirs is None:
            return None
        return [a / b for a, b in zip(ours.seconds, theirs.seconds, strict=True)]

    def loss_difference(self, name: str) -> float | None:
        """How far a system's losses are, relatively, from what they should be; None if there are none.

        They should be PyTorch's, without PyTorch mytorch's, and those of its reference where it has one.
        """
        furthest = None
        for one in self.contestants:
            if one.name == name and one.losses:
                expected = one.reference or self._expected(one)
                off = [abs(a - b) / abs(b) for a, b in zip(one.losses, expected, strict=True)]
                furthest = max(furthest or 0.0, *(float("inf") if x != x else x for x in off))
        return furthest

    def _expected(self, one: Contestant) -> list[float]:
        for system in ("pytorch", "by autograd"):
            for other in self.contestants:
                if other.system == system and other.losses:
                    return other.losses
        return one.losses

    def same_work(self) -> bool:
        """Whether every system that ran finished and learnt the same."""
        differences = [self.loss_difference(one.name) for one in self.contestants]
        failed = any(one.failed for one in self.contestants)
        return not failed and all(d is None or d <= TOLERANCE[self.dtype] for d in differences)


class _Process:
    """A worker, and the requests to it. Requests may be sent to several before their replies are read."""

    def __init__(self, contestant: Contestant, folder: str) -> None:
        assert contestant.threads
        paths = [contestant.checkout or "", *sys.path]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, str(ROOT), *map(os.path.abspath, filter(None, paths))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches only this process, which then ends them
            env=thread_limits.environment(contestant.threads),
        )
        self.send("start", name=contestant.system, count=contestant.threads, folder=folder)

    def send(self, do: str, **request: Any) -> None:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps({"do": do, **request}), file=self.process.stdin, flush=True)

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        return (
            json.loads(line)
            if line
            else {"failed": f"it ended with code {self.process.wait()}; stderr says why"}
        )

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        self.send(do, **request)
        return self.receive()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdin
        assert self.process.stdout
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()


def run(
    names: Sequence[str],
    systems: Sequence[str],
    rounds: int,
    dtype: str = "float32",
    *,
    counts: Sequence[int] = (1, 2),
    checkouts: Sequence[str] = (),
    clock: str = "wall",
    data: Mnist | None = None,
    show: Callable[[str, float], object] = lambda name, share: None,
) -> Iterator[Result]:
    """Time the workloads one after the other, each system in `rounds` turns at every number of threads.

    names: of WORKLOADS. systems: of SYSTEMS, and installed. counts: the numbers of threads.
    checkouts: other folders with mytorch and classic_mlp, which are timed besides.
    clock: of CLOCKS. "cpu" is the steadier one where others are at work too, if each takes one thread.
    data: what to train on; MNIST if nothing is given.
    show: called with a workload's name and the share of its rounds that are done.
    """
    entrants = [Contestant(system, count) for system in systems for count in counts]
    entrants += [
        Contestant(system, count, checkout)
        for checkout in checkouts
        for system in TWINS
        for count in counts
        if system in systems
    ]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        bench_worker.save(data or load_mnist(), folder)
        processes = []
        for one in entrants:
            processes.append(_Process(one, folder))
            stack.callback(processes[-1].end)
        for one, process in zip(entrants, processes, strict=True):
            one.about = process.receive()
        for name in names:
            workload = WORKLOADS[name]
            dtype_here = workload.dtype or dtype
            show(name, 0)
            contestants = [
                Contestant(one.system, one.threads, one.checkout, one.about, failed=one.about.get("failed"))
                for one in entrants
            ]
            _take_turns(
                list(zip(contestants, processes, strict=True)), rounds, workload.name, dtype_here, clock, show
            )
            yield Result(name, workload.title, dtype_here, contestants)


def _take_turns(
    entrants: Sequence[tuple[Contestant, _Process]],
    rounds: int,
    workload: str,
    dtype: str,
    clock: str,
    show: Callable[[str, float], object],
) -> None:
    """Fill in the contestants' losses, their seconds, or why there are none."""
    steps = {}
    for one, process in entrants:
        if one.failed:
            continue
        reply = process.ask("build", workload=workload, dtype=dtype)
        one.failed, one.unsupported = reply.get("failed"), "unsupported" in reply
        if "losses" in reply:
            one.losses, one.reference = reply["losses"], reply["reference"]
            steps[id(one)] = max(1, round(TURN / reply["quickest"]))
    for number in range(rounds):
        turns = [(one, process) for one, process in entrants if id(one) in steps and not one.failed]
        shift = number % max(1, len(turns))
        for one, process in turns[shift:] + turns[:shift]:
            time.sleep(PAUSE)
            count = steps[id(one)]
            reply = process.ask("turn", steps=count, warm=min(1, count - 1), clock=clock)
            one.failed = reply.get("failed")
            one.seconds = [] if one.failed else [*one.seconds, reply["seconds"] / count]
        show(workload, (number + 1) / rounds)
