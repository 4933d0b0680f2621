"""A process without isolation, for the user's own code (`--unsafe`), on any system.

It has only a few environment variables and, if the system has sessions, a session of its own.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from autograder.grading.running.jail.ending import ending
from hw1.threads import ONE_THREAD

__all__ = ["ENVIRONMENT", "PlainProcess"]

RUNNING = Path(__file__).resolve().parent.parent
ENVIRONMENT = {
    **ONE_THREAD,
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
}
if "SYSTEMROOT" in os.environ:  # without which no Python starts on Windows
    ENVIRONMENT["SYSTEMROOT"] = os.environ["SYSTEMROOT"]


class PlainProcess:
    """`python -I -S -B answering.py` in a temporary folder that sees of the project what a jail would see.

    Its standard input and output are the pipe. requests, replies: the descriptors of the ends outside.
    """

    def __init__(self, term: str, seconds: float):
        self.folder = Path(tempfile.mkdtemp(prefix="grading-"))
        room = self.folder / "grader/autograder/grading/running"
        shutil.copytree(RUNNING / "inside", room / "inside", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(RUNNING / "wire.py", room)
        handin = self.folder / "handin"
        handin.mkdir()
        packages = Path(np.__file__).parent.parent
        arguments = [room / "inside/answering.py", term, handin, packages, 0, 1]
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", *map(str, arguments)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=handin,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        assert self.process.stdin
        assert self.process.stdout
        self.requests, self.replies = self.process.stdin.fileno(), self.process.stdout.fileno()

    def ending(self) -> str:
        """How the process ended; call it when its pipe has."""
        return ending(self.process.wait()) if self._ended(1) else "it closed its pipe"

    def kill(self) -> None:
        """End the process and its group."""
        if hasattr(os, "killpg") and hasattr(signal, "SIGKILL"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.terminate()  # no group on Windows, and no signal that a process may ignore
        self.process.wait()

    def close(self) -> None:
        """Close the pipe and remove the folder, once the process is ended."""
        for pipe in self.process.stdin, self.process.stdout:
            if pipe:
                pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ended(self, seconds: float) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.returncode is not None
