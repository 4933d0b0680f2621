"""Tests of the jail: its contents, forbidden actions, its end, and the message for a missing layer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from autograder.grading.running.isolation import IsolationError
from autograder.grading.running.jail import jailed, needs
from autograder.grading.running.jail.descendants import descendants
from autograder.grading.running.probe import check_layers
from autograder.grading.running.session import HandinFailed, Session
from hw1.places import ROOT

PROBE = """
import ctypes, fcntl, os, resource, signal, socket, subprocess, sys, threading
import numpy as np
libc = ctypes.CDLL(None, use_errno=True)

def result(call):
    ctypes.set_errno(0)
    try:
        answer = call()
    except BaseException as error:
        return type(error).__name__
    return "refused" if answer == -1 and ctypes.get_errno() else str(answer)

def opened(path, how="r"):
    with open(path, how):
        return "opened"

def capabilities():
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    return sum(data)

def descriptors():
    return [number for number in range(64) if result(lambda: bool(os.fstat(number))) == "True"]

def question_1():
    return str({name: result(call) for name, call in CALLS.items()})

CALLS = {
"""
REFUSED = (
    "refused",
    "PermissionError",
    "OSError",
    "FileNotFoundError",
    "ModuleNotFoundError",
    "BlockingIOError",
)
INSIDE = {  # an action that a hand-in may try: its result
    "os.listdir('/proc')": REFUSED,
    "os.listdir('/home')": REFUSED,
    "os.listdir('/work')": REFUSED,
    "os.listdir('/sys')": REFUSED,
    "sorted(os.listdir('/dev'))": "['null', 'urandom', 'zero']",
    "sorted(os.listdir('/grader/autograder/grading/running'))": "['inside', 'wire.py']",
    "opened('/etc/passwd')": REFUSED,
    "opened('/new', 'w')": REFUSED,
    "opened(os.__file__, 'r+')": REFUSED,
    "opened('/grader/autograder/grading/running/wire.py', 'r+')": REFUSED,
    "opened('/handin/new', 'w')": "opened",
    "os.symlink('/', '/handin/way')": REFUSED,
    "os.mkfifo('/handin/pipe')": REFUSED,
    "os.chmod('/dev/null', 0)": REFUSED,
    "os.fork()": REFUSED,
    "subprocess.run([sys.executable, '-c', ''])": REFUSED,
    "libc.syscall(435, 0, 0)": REFUSED,
    "threading.Thread(target=int).start()": "None",
    "socket.socket()": REFUSED,
    "socket.socket(socket.AF_UNIX)": REFUSED,
    "os.memfd_create('x')": REFUSED,
    "libc.shmget(0, 4096, 0o1600)": REFUSED,
    "libc.ptrace(16, 1, 0, 0)": REFUSED,
    "libc.unshare(0x10000000)": REFUSED,
    "libc.mount(b'/', b'/handin', None, 4096, None)": REFUSED,
    "libc.chroot(b'/handin')": REFUSED,
    "os.kill(1, signal.SIGKILL)": REFUSED,
    "os.kill(os.getpid(), 0)": REFUSED,
    "libc.inotify_init1(0)": REFUSED,
    "libc.fanotify_init(0, 0)": REFUSED,
    "os.pidfd_open(os.getpid())": REFUSED,
    "libc.timer_create(0, None, ctypes.byref(ctypes.c_long()))": REFUSED,
    "signal.setitimer(signal.ITIMER_REAL, 1)": ("itimer_error", *REFUSED),
    "libc.prctl(1, 0, 0, 0, 0)": REFUSED,
    "libc.prctl(4, 0, 0, 0, 0)": REFUSED,
    "os.setxattr('/handin', 'user.x', b'')": REFUSED,
    "fcntl.fcntl(4, fcntl.F_SETOWN, os.getpid())": REFUSED,
    "fcntl.fcntl(4, fcntl.F_NOTIFY, 0)": REFUSED,
    "fcntl.fcntl(4, fcntl.F_SETPIPE_SZ, 2**20)": REFUSED,
    "fcntl.ioctl(4, 0x541B, b'1234')": REFUSED,
    "fcntl.fcntl(4, fcntl.F_GETFD)": "0",
    "libc.prctl(15, b'name', 0, 0, 0)": "0",
    "os.setuid(0)": REFUSED,
    "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))": ("ValueError", *REFUSED),
    "np.zeros(300_000_000)[:1]": ("_ArrayMemoryError", "MemoryError"),
    "__import__('torch').__file__": "AttributeError",  # a stand-in
    "__import__('pytest').__file__": "AttributeError",
    "__import__('click')": REFUSED,
    "__import__('mytorch')": REFUSED,
    "__import__('classic_mlp')": REFUSED,
    "descriptors()": "[0, 1, 2, 3, 4]",
    "(os.getuid(), os.geteuid(), os.getgid())": "(65534, 65534, 65534)",
    "(os.getpid(), os.getppid())": "(2, 1)",
    "[n for n in os.environ if n[:3] != 'LC_' and not n.endswith('_THREADS')]": "['PATH', 'HOME', 'TMPDIR']",
    "os.statvfs('/handin').f_blocks * os.statvfs('/handin').f_frsize // 2**20": "32",
    "resource.getrlimit(resource.RLIMIT_CORE)": "(0, 0)",
    "np.linalg.inv(np.eye(2)).sum() + abs(np.fft.fft([1.0])[0])": "3.0",
    "len(np.random.default_rng().bytes(3))": "3",
    "[__import__(name) and 0 for name in ('ssl', 'lzma', 'decimal', 'zoneinfo')]": "[0, 0, 0, 0]",
}


def _soon(seconds: float = 20.0) -> float:
    return time.monotonic() + seconds


def _tried(calls: Iterable[str]) -> dict[str, str]:
    """What a hand-in gets from each of these calls."""
    code = PROBE + "\n".join(f"{call!r}: lambda: {call}," for call in calls) + "\n}\n"
    with Session({"hw1/mc.py": code.encode()}, "spring", deadline=_soon()) as session:
        return dict(eval(session.call("multiple_choice", question=1)["answer"]))


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    os.environ["SECRET"] = "told"
    answers = _tried(INSIDE)
    del os.environ["SECRET"]
    return answers


@pytest.mark.parametrize("call", INSIDE)
def test_a_hand_in_gets_what_it_may_and_nothing_else(call: str, answers: dict[str, str]) -> None:
    wanted = INSIDE[call]
    assert answers[call] in ([wanted] if isinstance(wanted, str) else wanted)


WITHOUT_THE_FILTER = {  # what the other layers say, where the filter would say it first
    "capabilities()": "0",
    "libc.mount(b'/', b'/handin', None, 4096, None)": REFUSED,
    "libc.chroot(b'/handin')": REFUSED,
    "libc.setuid(0)": REFUSED,
    "os.kill(1, signal.SIGKILL)": (
        "None",
        *REFUSED,
    ),  # which process 1 of a namespace does not get from inside
    "os.chmod('/dev/null', 0)": REFUSED,
    "os.symlink('/', '/handin/way')": REFUSED,
    "os.mkfifo('/handin/pipe')": REFUSED,
    "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))": ("ValueError", *REFUSED),
    "socket.create_connection(('127.0.0.1', 22), timeout=1)": REFUSED,
    "socket.if_nameindex()": "[(1, 'lo')]",
    "(os.getpid(), os.getppid())": "(2, 1)",
}


def test_the_filter_is_not_all_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jailed, "LAUNCH", _broken("jail.seccomp.restrict = lambda: None"))
    for call, answer in _tried(WITHOUT_THE_FILTER).items():
        wanted = WITHOUT_THE_FILTER[call]
        assert answer in ([wanted] if isinstance(wanted, str) else wanted), call


def _broken(breakage: str) -> str:
    """The launcher's code, with something done to it before it runs."""
    start = "import sys; sys.path.insert(0, sys.argv[1]); import autograder.grading.running.jail.launch"
    return f"{start}; jail = autograder.grading.running.jail; {breakage}; jail.launch.main()"


def test_this_machine_lacks_no_layer() -> None:
    check_layers("full")


BROKEN = {  # what is done to the launcher before it runs: the layer that is then missing
    "jail.landlock.CREATE_RULESET = 9999": "Landlock (Function not implemented)",
    "jail.seccomp.MODE_FILTER = 99": "a filter of system calls (Invalid argument)",
    "jail.launch.NAMESPACES['network'] = 1 << 12": "network namespaces (Invalid argument)",
    "jail.launch.NAMESPACES['user'] = 1 << 12": "user namespaces (Invalid argument)",
    "jail.root.ASIDE = '/nowhere'": "mounts of one's own (No such file or directory)",
    "jail.syscalls.SYS_PIVOT_ROOT = {jail.launch.os.uname().machine: 9999}": "a root folder of one's own (",
}


@pytest.mark.parametrize("breakage", BROKEN)
def test_a_missing_layer_is_named_and_nothing_runs(breakage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jailed, "LAUNCH", _broken(breakage))
    with pytest.raises(IsolationError) as caught, Session({}, "spring", deadline=_soon()) as session:
        session.call("multiple_choice", question=1)
    assert str(caught.value).startswith("this machine cannot isolate a hand-in: ")
    assert str(caught.value).endswith("""see docs/grading.md, "Where a layer is missing".""")
    assert BROKEN[breakage] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_python_that_cannot_be_run_inside_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jailed, "needs", lambda: needs.needs() | {"executable": "/nowhere/python"})
    said = pytest.raises(IsolationError, match="a Python that every user may run: /nowhere/python")
    with Session({}, "spring", deadline=_soon()) as session, said:
        session.begin()


LEAVES = {
    "loops and ignores signals": "[signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]\nwhile True: pass",
    "asks not to die with its parent": "ctypes.CDLL(None).prctl(1, 0, 0, 0, 0); time.sleep(1000)",
    "leaves a thread": "threading.Thread(target=time.sleep, args=(99,)).start(); os._exit(0)",
}


@pytest.mark.parametrize("name", LEAVES)
@pytest.mark.slow
def test_nothing_is_left_when_a_session_is_closed(name: str) -> None:
    before = set(descendants())
    code = "import ctypes, os, signal, threading, time\n" + LEAVES[name]
    files = {"hw1/mc.py": code.encode()}
    with Session(files, "spring", deadline=_soon(0.8)) as session, pytest.raises(HandinFailed):
        session.call("multiple_choice", question=1)
    assert set(descendants()) <= before


GRADER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from autograder.grading.running.session import Session
with Session({"hw1/mc.py": sys.argv[2].encode()}, "spring", deadline=time.monotonic() + 60) as session:
    session.begin()
    print(session.process.process.pid, flush=True)
    session.call("multiple_choice", question=1)
"""


@pytest.mark.parametrize("who", ["grader", "launcher"])
def test_the_jail_dies_with_the_grader_and_with_its_launcher(who: str) -> None:
    code = "import ctypes, time; ctypes.CDLL(None).prctl(1, 0, 0, 0, 0); time.sleep(1000)"
    command = [sys.executable, "-c", GRADER, str(ROOT), code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as grader:
        assert grader.stdout
        launcher = int(grader.stdout.readline())
        inside = _below(launcher)
        assert len(inside) == 2  # process 1 of the namespace, and the hand-in
        os.kill(grader.pid if who == "grader" else launcher, signal.SIGKILL)
        grader.wait()
    assert _gone([launcher, *inside], within=2.0)


def _below(process: int) -> list[int]:
    found, waiting = list[int](), [process]
    while waiting:
        this = waiting.pop()
        children = Path(f"/proc/{this}/task/{this}/children").read_text("utf-8").split()
        found += map(int, children)
        waiting += map(int, children)
    return found


def _gone(processes: list[int], within: float) -> bool:
    end = time.monotonic() + within
    while any(_lives(process) for process in processes) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(_lives(process) for process in processes)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
