"""Tests of the weaker mode, `--isolation process`: what it prevents, and what it says that it allows."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.auditing.attacks import attack_table, load, run_attacks
from autograder.grading.running import probe
from autograder.grading.running.isolation import IsolationError
from autograder.grading.running.jail import jailed
from autograder.grading.running.jail.descendants import descendants
from autograder.grading.running.jail.needs import needs
from autograder.grading.running.probe import check_layers, weaknesses
from autograder.grading.running.session import HandinFailed, Session
from hw1.places import ROOT

pytestmark = pytest.mark.usefixtures("within_reach")
SHARPEST = [
    "compare_array_protocol",
    "kill_grader",
    "out_network",
    "out_write",
    "read_environment",
    "read_reference",
    "read_secret_file",
    "stay_daemon",
    "stay_signals",
    "use_disk",
]


def _soon(seconds: float = 20.0) -> float:
    return time.monotonic() + seconds


def _session(code: str, seconds: float = 20.0) -> Session:
    files = {"hw1/mc.py": f"import ctypes, os, signal, socket, sys, threading, time\n{code}".encode()}
    return Session(files, "spring", deadline=_soon(seconds), isolation="process")


def _broken(breakage: str) -> str:
    """The keeper's code, with something done to it before it runs."""
    start = "import sys; sys.path.insert(0, sys.argv[1]); import autograder.grading.running.jail.keep"
    return f"{start}; jail = autograder.grading.running.jail; {breakage}; jail.keep.main()"


NO_FILTER, NO_LANDLOCK = "jail.seccomp.MODE_FILTER = 99", "jail.landlock.CREATE_RULESET = 9999"
REFUSED = ("PermissionError", "BlockingIOError", "ModuleNotFoundError", "refused")
TRIED = {  # what a hand-in may try: what it gets
    "open('/etc/passwd')": REFUSED,
    "open('/proc/self/environ')": REFUSED,
    "os.listdir('/tmp')": REFUSED,
    "os.listdir('/')": REFUSED,
    f"open({str(ROOT / 'classic_mlp/linear.py')!r})": REFUSED,
    f"open({tempfile.gettempdir() + '/written'!r}, 'w')": REFUSED,
    "open('../grader/autograder/grading/running/wire.py', 'a')": REFUSED,
    "open('../new', 'w')": REFUSED,
    "open(os.__file__, 'a')": REFUSED,
    "os.truncate('../grader/autograder/grading/running/wire.py', 0)": REFUSED,
    "os.chmod('.', 0o777)": REFUSED,
    "os.symlink('/', 'way')": REFUSED,
    "os.fork()": REFUSED,
    "socket.socket()": REFUSED,
    "os.kill(os.getppid(), 9)": REFUSED,
    "os.kill(-1, 0)": REFUSED,
    "ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) and 1 / 0": ("ZeroDivisionError",),
    "os.memfd_create('x')": REFUSED,
    "__import__('click')": REFUSED,
    "__import__('mytorch')": REFUSED,
    "sys.path.append(PACKAGES) or __import__('click')": REFUSED,
    "open('new', 'w').close()": ("None",),
    "threading.Thread(target=int).start()": ("None",),
    "os.umask(0)": ("18",),
    "sorted(name for name in os.environ if not name.endswith('_THREADS'))": (
        "['HOME', 'LC_ALL', 'LC_CTYPE', 'PATH', 'TMPDIR']",
        "['HOME', 'LC_ALL', 'PATH', 'TMPDIR']",
    ),
    "os.environ['OPENBLAS_NUM_THREADS'] + os.environ['OMP_NUM_THREADS']": ("11",),
    "os.getuid() in (0, GRADERS_USER) and GRADERS_USER == 0": ("False",),
}


@pytest.fixture(scope="module")
def answers(within_reach: None) -> dict[str, str]:
    code = f"PACKAGES, GRADERS_USER = {needs()['packages_in']!r}, {os.geteuid()}\n"
    code += "def result(call):\n    try:\n        return str(call())\n"
    code += "    except BaseException as error:\n        return type(error).__name__\n"
    code += "def question_1():\n    return str({name: result(call) for name, call in CALLS.items()})\n"
    code += "CALLS = {" + ", ".join(f"{call!r}: lambda: {call}" for call in TRIED) + "}"
    os.environ["SECRET"] = "told"
    with _session(code) as session:
        answer = session.call("multiple_choice", question=1)["answer"]
    del os.environ["SECRET"]
    return dict(eval(answer))


@pytest.mark.parametrize("call", TRIED)
def test_a_hand_in_gets_what_it_may_and_nothing_else(call: str, answers: dict[str, str]) -> None:
    assert answers[call] in TRIED[call]


def test_this_machine_has_what_it_needs_and_says_what_it_does_not_hold() -> None:
    check_layers("process")
    said = weaknesses("process")
    held = "another user, Landlock and" if os.geteuid() == 0 else "Landlock and"
    assert said.startswith(f"hand-ins are held by {held} a filter of system calls. On this machine they ")
    assert said.count(".") == 2


FOUND: list[tuple[dict[str, Any], list[str], list[str]]] = [  # layers there are; said, and not said
    ({"landlock": 7, "user": True, "filter": True}, ["see which files"], ["read", "network", "empty"]),
    ({"landlock": 0, "user": True, "filter": True}, ["read what every user may", "as in /tmp"], ["network"]),
    ({"landlock": 2, "user": False, "filter": True}, ["empty those of Python's files"], ["network"]),
    ({"landlock": 2, "user": True, "filter": True}, [], ["empty"]),
    ({"landlock": 3, "user": True, "filter": False}, ["start processes", "the network"], ["TCP", "end your"]),
    ({"landlock": 5, "user": False, "filter": False}, ["but for TCP", "the modes", "end your"], ["/tmp"]),
    ({"landlock": 6, "user": False, "filter": False}, ["but for TCP"], ["end your"]),
]


@pytest.mark.parametrize(("found", "said", "unsaid"), FOUND)
def test_what_is_not_held_follows_from_what_is_there(
    found: dict[str, Any], said: list[str], unsaid: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "_tried_apart", lambda name: found)
    text = weaknesses("process")
    assert [words for words in said if words not in text] == []
    assert [words for words in unsaid if words in text.split("can still")[1]] == []


def test_without_landlock_the_right_answers_must_be_out_of_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jailed, "LAUNCH", _broken(NO_LANDLOCK))
    with pytest.raises(IsolationError, match="classic_mlp") as caught:
        check_layers("process")
    assert "Landlock (Function not implemented)" in str(caught.value)
    assert str(caught.value).endswith('see docs/grading.md, "Where a layer is missing".')
    assert "\n" not in str(caught.value)
    if os.geteuid() == 0:  # another user then stands between them, and it may do
        monkeypatch.setattr(jailed, "ANSWERS", ())
        check_layers("process")


def test_a_python_that_no_other_user_may_run_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jailed, "needs", lambda: needs() | {"executable": "/nowhere/python"})
    with pytest.raises(IsolationError, match="a Python that every user may run: /nowhere/python"):
        check_layers("process")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that every user may enter."""
    with tempfile.TemporaryDirectory(prefix="kept-") as name:
        os.chmod(name, 0o755)
        monkeypatch.setattr("tempfile.tempdir", name)
        yield Path(name)


LEAVES = {
    "loops and ignores signals": "[signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]\nwhile True: pass",
    "leaves deep folders": "for n in range(5000): os.mkdir('deeper'); os.chdir('deeper')",
    "leaves a thread": "threading.Thread(target=time.sleep, args=(99,)).start(); os._exit(0)",
    "leaves closed folders": "os.makedirs('a/b'); os.mkdir('a/c', 0); os.umask(511); os.mkdir('d'); 1 / 0",
    "leaves processes": "if os.fork() == 0:\n    os.setsid()\n    os.fork()\n    time.sleep(99)\nos._exit(0)",
    "multiplies": "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
}


@pytest.mark.parametrize("breakage", ["pass", NO_FILTER], ids=["filter", "no filter"])
@pytest.mark.parametrize("name", LEAVES)
@pytest.mark.slow
def test_nothing_is_left_when_a_session_is_closed(
    name: str, breakage: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "multiplies" and breakage == NO_FILTER and os.geteuid():
        breakage = "pass"  # nothing bounds the number of an ordinary user's processes without the filter
    monkeypatch.setattr(jailed, "LAUNCH", _broken(breakage))
    before = set(descendants())
    with _session(LEAVES[name], 2.0) as session, pytest.raises(HandinFailed):
        session.call("multiple_choice", question=1)
    assert set(descendants()) <= before
    assert not list(place.iterdir())


@pytest.mark.slow
def test_a_folder_that_grows_ends_the_hand_in() -> None:
    code = "while True:\n  for n in range(30):\n    open(str(n), 'wb').write(bytes(10**7))\n  time.sleep(1)"
    with _session(code) as session, pytest.raises(HandinFailed, match="killed by SIGKILL"):
        session.call("multiple_choice", question=1)
    names = "for n in range(5000): open(str(n), 'w').close()\ntime.sleep(9)"
    with _session(names) as session, pytest.raises(HandinFailed, match="killed by SIGKILL"):
        session.call("multiple_choice", question=1)


GRADER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from autograder.grading.running.session import Session
files = {"hw1/mc.py": b"import time; time.sleep(1000)"}
with Session(files, "spring", deadline=time.monotonic() + 60, isolation="process") as session:
    session.begin()
    print(session.process.process.pid, flush=True)
    session.call("multiple_choice", question=1)
"""


@pytest.mark.parametrize("who", ["grader", "keeper"])
@pytest.mark.slow
def test_the_hand_in_dies_with_the_grader_and_with_its_keeper(who: str, place: Path) -> None:
    environment = os.environ | {"TMPDIR": str(place)}
    command = [sys.executable, "-c", GRADER, str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as grader:
        assert grader.stdout
        keeper = int(grader.stdout.readline())
        (handin,) = map(int, Path(f"/proc/{keeper}/task/{keeper}/children").read_text("utf-8").split())
        os.kill(grader.pid if who == "grader" else keeper, signal.SIGKILL)
        grader.wait()
    limit = _soon(3)
    while any(Path(f"/proc/{process}/exe").exists() for process in (keeper, handin)):
        assert time.monotonic() < limit
        time.sleep(0.02)
    assert who == "keeper" or not list(place.iterdir())


@pytest.mark.slow
def test_no_attack_wins_points_in_the_weaker_mode() -> None:
    result = run_attacks(11, seeds=1, isolation="process")
    assert len(result.outcomes) == len(load())
    assert result.agree, attack_table(result)


@pytest.mark.slow
def test_no_attack_wins_points_where_layers_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither filter nor Landlock, where another user keeps the answers out of reach; else, no filter."""
    breakage = NO_FILTER if os.geteuid() else f"{NO_FILTER}; {NO_LANDLOCK}"
    monkeypatch.setattr(jailed, "LAUNCH", _broken(breakage))
    monkeypatch.setattr(jailed, "ANSWERS", ())
    # What would reach the user's own processes is not tried.
    without = {"use_fork_bomb", *(["kill_grader"] if os.geteuid() else [])}
    names = [attack.name for attack in load() if attack.into and attack.name not in without]
    result = run_attacks(13, seeds=1, names=names, isolation="process")
    assert result.agree, attack_table(result)
    assert not result.left_running
    assert sum(bool(outcome.harm) for outcome in result.outcomes) >= 5  # it can be seen that they are missing
