"""The grader's control of a jail: starts it, reports how it ended, ends it."""

import contextlib
import marshal
import math
import os
import secrets
import subprocess
import sys
import tempfile

from autograder.grading.running.isolation import IsolationError, cannot_isolate
from autograder.grading.running.jail.confine import REPLIES, REQUESTS
from autograder.grading.running.jail.ending import ending
from autograder.grading.running.jail.keep import GRADER
from autograder.grading.running.jail.keep import HANDIN as KEPT_HANDIN
from autograder.grading.running.jail.needs import needs
from autograder.grading.running.jail.plain import ENVIRONMENT
from autograder.grading.running.jail.root import HANDIN, INSIDE, MAIN
from hw1.places import ROOT

__all__ = ["LAUNCH", "JailedProcess", "KeptProcess"]

LAUNCH = "import sys; sys.path.insert(0, sys.argv[1]); __import__(sys.argv[2], fromlist=['main']).main()"
PATIENCE = 1.0  # seconds that a launcher has to end its jail, before the grader kills both
ANSWERS = (
    ".git",
    "autograd_mlp",
    "autograder",
    "classic_mlp",
    "hw1",
    "mytorch",
    "tests",
)  # with right answers


class JailedProcess:
    """`python -I -S -B answering.py` in a jail, which starts in the background.

    requests, replies: the descriptors of the pipe's ends outside, to write to and to read from.
    """

    isolation, launcher = "full", "autograder.grading.running.jail.launch"

    def __init__(self, term: str, seconds: float):
        theirs_in, self.requests = os.pipe()
        self.replies, theirs_out = os.pipe()
        try:
            self._start(term, theirs_in, theirs_out, seconds)
        except BaseException:
            os.close(self.requests)
            os.close(self.replies)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def _start(self, term: str, requests: int, replies: int, seconds: float) -> None:
        shown = needs()
        folder, main, handin = self._places()
        arguments = ["-I", "-S", "-B", "-X", "utf8", main, term, handin, shown["packages_in"]]
        plan = {
            "needs": shown,
            "grader_files": _inside(),
            "grader": os.getpid(),
            "requests": requests,
            "replies": replies,
            "seconds": max(1, math.ceil(seconds) + 1),
            "arguments": [*arguments, str(REQUESTS), str(REPLIES)],
            "environment": ENVIRONMENT | {"HOME": handin, "TMPDIR": handin},
            "folder": folder,
            "answers": [str(ROOT / name) for name in ANSWERS],
        }
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LAUNCH, str(ROOT), self.launcher],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env=ENVIRONMENT,
            pass_fds=(requests, replies),
            start_new_session=True,
        )
        if self.process.stdin:
            with contextlib.suppress(BrokenPipeError), self.process.stdin as stdin:
                stdin.write(marshal.dumps(plan))  # if this fails, the launcher's standard error says why
            self.process.stdin = None

    def _places(self) -> tuple[str, str, str]:
        """The launcher's folder outside, or "" for none; answering.py; and the hand-in's folder."""
        return "", MAIN, HANDIN

    def ending(self) -> str:
        """How the hand-in's process ended. Call it after its pipe ended. IsolationError if it
        never started.
        """
        try:
            said, error = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return "it closed its pipe"
        if error or not said:
            lines = error.decode(errors="replace").strip().split("\n")
            why = lines[-1].removeprefix("missing layer: ") or "its launcher ended early"
            raise IsolationError(cannot_isolate(why, self.isolation))
        return ending(int(said))

    def kill(self) -> None:
        """End the jail and all processes in it."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def close(self) -> None:
        """Close the pipes, after the jail has ended."""
        for pipe in self.process.stdout, self.process.stderr:
            if pipe:
                pipe.close()
        os.close(self.requests)
        os.close(self.replies)


class KeptProcess(JailedProcess):
    """A process without namespaces and mounts: isolated by another user, Landlock and the filter, if
    available.
    """

    isolation, launcher = "process", "autograder.grading.running.jail.keep"

    def _places(self) -> tuple[str, str, str]:
        folder = f"{tempfile.gettempdir()}/grading-{secrets.token_hex(8)}"
        return folder, f"{folder}/{GRADER}/{INSIDE}", f"{folder}/{KEPT_HANDIN}"


def _inside() -> dict[str, str]:
    """The grader's files that are put into the jail: {name: content}."""
    room = ROOT / "autograder/grading/running"
    paths = [room / "wire.py", *(room / "inside").glob("*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}
