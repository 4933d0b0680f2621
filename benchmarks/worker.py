"""One system in a process of its own: builds what it is told to and times its turns.

A system cannot then disturb another's memory or threads, and one that fails takes nobody along.
Requests and replies are lines of JSON on stdin and stdout.
"""

import json
import os
import sys
import time
from typing import Any

import numpy as np

from benchmarks import threads
from benchmarks.systems import SYSTEMS, System
from benchmarks.workloads import WORKLOADS, Problem, first_weights


class Worker:
    """Answers requests: each method is one."""

    def __init__(self, name: str, count: int, folder: str) -> None:
        self.entry, self.folder = SYSTEMS[name], folder
        self.module = self.entry.load()
        self.module.set_threads(count)
        self.system: System
        self.at = 0

    def hello(self) -> dict[str, Any]:
        """Who answers."""
        return {"version": self.entry.version(), "from": self.module.LIBRARY.__file__, "blas": threads.blas(), "numpy": np.__version__}

    def build(self, workload: str, dtype: str, curve: int) -> dict[str, Any]:
        """Start a workload from its first weights; the losses of so many steps, which also warm up."""
        what = WORKLOADS[workload]
        images = np.load(f"{self.folder}/images.npy")
        labels = np.load(f"{self.folder}/labels.npy")
        scaled = np.divide(images, 255, dtype=dtype)
        problem = Problem(what, dtype, scaled, labels, first_weights(what, dtype))
        self.system = self.module.build(problem)
        losses = []
        for self.at in range(curve):
            self.system.step(self.at)
            losses.append(self.system.loss())
        self.at = curve
        return {"losses": [loss for loss in losses if loss is not None]}

    def turn(self, steps: int, warm: int = 1) -> dict[str, Any]:
        """Take the next steps and time them, after a few that are not timed."""
        self._steps(warm)
        start = time.perf_counter()
        self._steps(steps)
        return {"seconds": time.perf_counter() - start}

    def _steps(self, count: int) -> None:
        step = self.system.step
        for number in range(self.at, self.at + count):
            step(number)
        self.system.finish()
        self.at += count


def main() -> None:
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no reply
    worker = None
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


if __name__ == "__main__":
    main()
