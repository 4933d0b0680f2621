"""Times whole processes, from start to exit: `python cli.py mnist` and the same job in plain PyTorch."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.rounds import ROOT, Contestant, Result
from benchmarks.systems import SYSTEMS
from hw1.data import DATA_FOLDER

__all__ = ["NAME", "run_cold"]

NAME = "cold"
TITLE = "import, load MNIST, 3 epochs of W1, test: a whole process"
ACCURACY = 0.93  # on the test set, which both must reach


def run_cold(
    systems: Sequence[str],
    rounds: int,
    *,
    counts: Sequence[int] = (1, 2),
    checkouts: Sequence[str] = (),
    clock: str = "wall",
    show: Callable[[str, float], object] = lambda name, share: None,
) -> Result:
    """Time the processes in turn, after one untimed run of each that compiles files and fills the disk cache.

    Our command chooses its number of threads itself; PyTorch is tried with every number.
    """
    contestants = [Contestant("by autograd", None, folder) for folder in [None, *checkouts]]
    if "pytorch" in systems:
        about = {"version": SYSTEMS["pytorch"].version()}
        contestants += [Contestant("pytorch", count, about=about) for count in counts]
    for number in range(rounds + 1):
        shift = number % len(contestants)
        for one in contestants[shift:] + contestants[:shift]:
            if not one.failed:
                _run_once(one, clock, timed=number > 0)
        show(NAME, number / rounds)
    return Result(NAME, TITLE, "float32", contestants)


def _run_once(one: Contestant, clock: str, timed: bool) -> None:
    with tempfile.TemporaryDirectory() as out:
        if one.system == "by autograd":
            command = ["cli.py", "mnist", "--json", "--out", out]
        else:
            command = [str(Path(__file__).with_name("cold_pytorch.py")), str(DATA_FOLDER), str(one.threads)]
        launch = [sys.executable, "-S", str(Path(__file__).with_name("measured_launch.py")), f"{out}/figures"]
        with (
            open(f"{out}/printed", "w+", encoding="utf-8") as printed,
            open(f"{out}/said", "w+", encoding="utf-8") as said,
        ):
            process = subprocess.Popen(
                [*launch, sys.executable, *command],
                cwd=one.checkout or ROOT,
                stdout=printed,
                stderr=said,
                start_new_session=True,  # so that it ends with what it started
            )
            try:
                process.wait()
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise
            printed.seek(0)
            said.seek(0)
            answer, complaint = printed.read(), said.read()
        if process.returncode:
            one.failed = f"exit code {process.returncode}: {complaint.strip()[-200:]}"
            return
        figures = json.loads(Path(f"{out}/figures").read_text("utf-8"))
    last = json.loads(answer.splitlines()[-1])
    accuracy = last["test_accuracy"] if isinstance(last, dict) else last
    if accuracy < ACCURACY:
        one.failed = f"a test accuracy of {accuracy:.3f}, which is below {ACCURACY}"
    elif timed:
        one.seconds.append(figures[clock])
        one.megabytes = max(one.megabytes or 0, figures["megabytes"])
