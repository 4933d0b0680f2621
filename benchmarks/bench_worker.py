"""One system in its own process: builds a workload and times its turns.

So a system cannot affect another's memory or threads, and if it fails, the others continue. Requests and
replies are lines of JSON on stdin and stdout.
"""

import json
import os
import sys
import time
from typing import Any

import numpy as np

from benchmarks import thread_limits
from benchmarks.systems import SYSTEMS, System, Unsupported
from benchmarks.workloads import WORKLOADS, make_problem
from hw1.data import Mnist, Split

__all__ = ["CLOCKS", "Worker", "main", "save"]

# elapsed time, or processor time of all threads of this process
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


class Worker:
    """Answers requests; each method is one, and returns the reply."""

    def __init__(self, name: str, count: int, folder: str) -> None:
        self.entry = SYSTEMS[name]
        self.module = self.entry.load()
        self.module.set_threads(count)
        arrays = [np.load(f"{folder}/{part}.npy") for part in _PARTS]
        self.data = Mnist(*map(Split, arrays[::2], arrays[1::2]))
        self.images = np.empty((0, 0))
        self.system = System()
        self.at = 0  # the number of the next step

    def hello(self) -> dict[str, Any]:
        """Who answers."""
        return {
            "version": self.entry.version(),
            "from": os.path.dirname(self.module.LIBRARY.__file__),
            "numpy": np.__version__,
            "blas": thread_limits.blas(),
        }

    def build(self, workload: str, dtype: str) -> dict[str, Any]:
        """Start a workload from its first weights; return the losses of its first steps, which also warm it
        up.
        """
        what = WORKLOADS[workload]
        self.system = System()  # forget the one before
        if self.images.dtype != dtype or not len(self.images):
            self.images = np.divide(self.data.train.images, 255, dtype=dtype)
        if what.kind not in self.module.KINDS:
            return {"unsupported": f"not done with {self.entry.title}"}
        try:
            problem = make_problem(what, dtype, self.data, self.images)
            self.system = self.module.KINDS[what.kind](problem)
        except Unsupported as reason:
            return {"unsupported": str(reason)}
        self.at = what.curve
        return {
            "losses": self.system.first_losses(what.curve),
            "reference": self.system.reference(what.curve),
            "quickest": self.system.quickest,
        }

    def turn(self, steps: int, warm: int, clock: str = "wall") -> dict[str, Any]:
        """Take some steps that are not timed, then some that are; the seconds of these, by one of CLOCKS."""
        now = CLOCKS[clock]
        self.system.steps(range(self.at, self.at + warm))
        self.at += warm
        start = now()
        self.system.steps(range(self.at, self.at + steps))
        seconds = now() - start
        self.at += steps
        return {"seconds": seconds}


_PARTS = [f"{part}-{what}" for part in Mnist._fields for what in Split._fields]


def save(data: Mnist, folder: str) -> None:
    """Leave the data set where workers look for it."""
    for name, array in zip(_PARTS, [array for split in data for array in split], strict=True):
        np.save(f"{folder}/{name}.npy", array)


def main() -> None:
    """Answer until stdin ends."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # text that a library prints must not be read as a reply
    worker: Any = None
    for line in sys.stdin:
        request = json.loads(line)
        method = request.pop("do")
        try:
            if method == "start":
                worker = Worker(**request)
                method, request = "hello", {}
            reply = getattr(worker, method)(**request)
        except Exception as error:
            reply = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=replies, flush=True)
