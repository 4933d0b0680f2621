"""A process without isolation, for one's own code (`--unsafe`): its own session, a scrubbed environment."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from autograder.grading.jail.ending import ending

__all__ = ["ENVIRONMENT", "PlainProcess"]

GRADING = Path(__file__).resolve().parent.parent
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
}


class PlainProcess:
    """`python -I -S -B main.py` in a temporary folder that sees of the project what a jail would see."""

    def __init__(self, term: str, requests: int, replies: int, seconds: float):
        self.folder = Path(tempfile.mkdtemp(prefix="grading-"))
        inside = self.folder / "grader/autograder/grading"
        shutil.copytree(GRADING / "inside", inside / "inside", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(GRADING / "wire.py", inside)
        handin = self.folder / "handin"
        handin.mkdir()
        packages = Path(np.__file__).parent.parent
        arguments = [inside / "inside/main.py", term, handin, packages, requests, replies]
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=handin,
            env=ENVIRONMENT,
            pass_fds=(requests, replies),
            start_new_session=True,
        )

    def ending(self) -> str:
        """How the process ended; call it when its pipe has."""
        return ending(self.process.wait()) if self._ended(1) else "it closed its pipe"

    def kill(self) -> None:
        """End the process and its group, and remove its folder."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ended(self, seconds: float) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.returncode is not None
