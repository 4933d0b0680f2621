"""One hand-in's process, seen from outside."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.grading.running import wire
from autograder.grading.running.isolation import MODES
from autograder.grading.running.session import HandinFailed, Session

HANDIN = """
import numpy as np

def question_1():
    return np.arange(3.0)[::-1]

def question_2():
    return deeper(0)

def deeper(depth):
    return 1 / 0 if depth == 30 else deeper(depth + 1)

def question_3():
    return [1, np.float32(2), (3,), None]

def question_4():
    raise SystemExit("\\x1b[2J full marks\\nnext line")

def question_5():
    global question_1
    question_1 = lambda: "changed"
    return "x" * 100

def question_7():
    raise type("Biting", (Exception,), {"__str__": lambda self: 1 / 0})
"""
pytestmark = pytest.mark.usefixtures("within_reach")
FILES = {"hw1/mc.py": HANDIN.encode(), "hw1/broken.py": b"import torch", "hw1/odd.py": b"def f(:\n    pass\n"}


def _soon(seconds: float = 20.0) -> float:
    return time.monotonic() + seconds


@pytest.fixture(scope="module", params=MODES)
def session(request: pytest.FixtureRequest, within_reach: None) -> Iterator[Session]:
    with Session(FILES, "spring", deadline=_soon(60), isolation=request.param) as session:
        yield session


def _failure(session: Session, question: object, scenario: str = "multiple_choice") -> HandinFailed:
    with pytest.raises(HandinFailed) as caught:
        session.call(scenario, question=question)
    return caught.value


def test_values_come_back_as_they_are(session: Session) -> None:
    got = session.call("multiple_choice", question=1)["answer"]
    assert (got.tolist(), got.dtype) == ([2.0, 1.0, 0.0], np.float64)
    assert session.call("multiple_choice", question=3)["answer"] == [1, 2.0, wire.Other("tuple"), None]


def test_a_failure_says_what_and_where_in_the_hand_ins_own_files(session: Session) -> None:
    error = _failure(session, 2)
    assert (error.kind, error.line) == ("raised", "ZeroDivisionError: division by zero (hw1/mc.py:11)")
    lines = error.traceback.split("\n")
    assert lines[:2] == ['  File "hw1/mc.py", line 8, in question_2', "    return deeper(0)"]
    assert "  … 16 more" in lines
    assert lines[-1] == "ZeroDivisionError: division by zero"


def test_a_system_exit_is_a_failure_like_any_other_and_cannot_write_on_a_terminal(session: Session) -> None:
    error = _failure(session, 4)
    assert (error.kind, error.line) == ("raised", "SystemExit: ?[2J full marks (hw1/mc.py:17)")
    assert "\x1b" not in error.traceback
    assert session.call("multiple_choice", question=3)["answer"][0] == 1


def test_an_error_without_a_text_is_told_all_the_same(session: Session) -> None:
    assert "its __str__ raised ZeroDivisionError" in _failure(session, 7).line


@pytest.mark.parametrize("question", ["99", 8])
def test_what_is_not_there_is_missing_rather_than_wrong(session: Session, question: object) -> None:
    error = _failure(session, question)
    assert error.kind == "missing"
    assert f"question_{question}" in error.line


def test_a_process_remembers_and_another_does_not(session: Session) -> None:
    session.call("multiple_choice", question=5)
    assert session.call("multiple_choice", question=1)["answer"] == "changed"
    with Session(FILES, "spring", deadline=_soon(), isolation="none") as other:
        assert isinstance(other.call("multiple_choice", question=1)["answer"], np.ndarray)


def _mc(code: str) -> dict[str, bytes]:
    return {"hw1/mc.py": f"import os, sys, time, ctypes\nimport numpy as np\n{code}".encode()}


BROKEN = {
    "it imports what is not there": ("import mycode", "import", "No module named 'mycode' (hw1/mc.py:3)"),
    "its syntax is wrong": ("def f(:", "import", "SyntaxError: invalid syntax"),
    "it ends itself": ("os._exit(3)", "died", "exit code 3"),
    "it crashes": ("ctypes.string_at(0)", "died", "killed by SIGSEGV"),
    "it writes garbage": ("os.write(4, b'garbage!' * 99)", "garbled", "garbled frame"),
    "it says that much follows": ("os.write(4, b'\\xff' * 8)", "garbled", "18446744073709551615 bytes"),
    "it lies about its failure": (
        "sys.modules['autograder.grading.running.wire'].send(4, {'failed': ['passed', 1]})",
        "garbled",
        "no answer",
    ),
    "its answer is too large": ("question_1 = lambda: np.zeros(9_000_000)", "garbled", "too large to send"),
    "its answer has too many parts": ("question_1 = lambda: [0] * 30_000", "garbled", "too large to send"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_process_that_breaks_is_told_apart_by_how(name: str) -> None:
    code, kind, line = BROKEN[name]
    with Session(_mc(code), "spring", deadline=_soon()) as session:
        error = _failure(session, 1)
    assert error.kind == kind
    assert line in error.line


HANGS = {
    "it loops": "while True: pass",
    "it writes half a frame": "os.write(4, b'\\1' + bytes(7)); time.sleep(1000)",
    "it stops itself": "import signal; signal.raise_signal(signal.SIGSTOP); time.sleep(1000)",
}


@pytest.mark.parametrize("name", HANGS)
@pytest.mark.slow
def test_a_hang_ends_at_the_deadline(name: str) -> None:
    deadline = _soon(1.0)
    with Session(_mc(HANGS[name]), "spring", deadline=deadline) as session:
        assert _failure(session, 1).kind == "timeout"
        assert _failure(session, 1).kind == "died"  # it is closed, and says so at once
    assert time.monotonic() < deadline + 1


@pytest.mark.slow
def test_who_keeps_the_pipe_of_a_process_without_isolation_open_does_not_keep_the_grader() -> None:
    code = "if os.fork() == 0:\n    os.setsid()\n    time.sleep(5)\nos._exit(0)"
    with Session(_mc(code), "spring", deadline=_soon(1.5), isolation="none") as session:
        assert _failure(session, 1).kind == "timeout"  # and not "died", when the pipe ends at last


@pytest.mark.parametrize("isolation", MODES)
def test_what_a_process_prints_is_no_answer_and_there_is_nothing_to_read(isolation: str) -> None:
    code = "print('x' * 9, flush=True)\nos.write(1, b'x' * 99)\nread = sys.stdin.read()\n"
    code += "def question_1(): return read"
    with Session(_mc(code), "spring", deadline=_soon(), isolation=isolation) as session:
        assert session.call("multiple_choice", question=1)["answer"] == ""


def test_inputs_larger_than_the_pipe_get_through_and_come_back() -> None:
    z = np.random.default_rng(0).normal(size=(300, 1000))
    code = b"class Sigmoid:\n    state = None\n    def __call__(self, x): return x\n    forward = __call__\n"
    files = {"mytorch/activation.py": code + b"    def derivative(self): return 1.0\n"}
    with Session(files, "spring", deadline=_soon()) as session:
        got = session.call("activation_run", name="Sigmoid", z=z, z2=z)
    assert (got["output"] == z).all()


def test_no_isolation_leaves_no_folder_and_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Session(
        _mc("os.fork() or time.sleep(1000)"), "spring", deadline=_soon(), isolation="none"
    ) as session:
        with pytest.raises(HandinFailed):
            session.call("multiple_choice", question=1)
        group = session.process.process.pid
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())
    limit = _soon(5)  # a process that was killed is gone only when the system comes to it
    while any(_group(path) == group for path in Path("/proc").glob("[0-9]*")):
        assert time.monotonic() < limit
        time.sleep(0.01)


def _group(process: Path) -> int:
    try:
        state, _, group = (process / "stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return 0
    return 0 if state == "Z" else int(group)
