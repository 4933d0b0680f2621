"""Runs a script or a module of this project as on Windows:  python without_posix.py FILE … | -m MODULE …

Our modules see none of what only POSIX systems have, nor do those of the Python processes that they start.
The standard library sees all of it, for it is this system's.
"""

import builtins
import ctypes
import importlib.util
import os
import signal
import socket
import subprocess
import sys
from importlib.machinery import PathFinder, SourceFileLoader
from types import ModuleType

OURS = {
    "mytorch",
    "classic_mlp",
    "autograd_mlp",
    "hw1",
    "autograder",
    "benchmarks",
    "mytorch_twins",
    "cli",
    "activation",
    "batchnorm",
    "linear",
    "loss",
    "mc",
}
GONE = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "select", "syslog", "termios", "tty"}
GONE_FROM_OS = {
    "fork",
    "forkpty",
    "openpty",
    "killpg",
    "getpgid",
    "getpgrp",
    "setpgid",
    "setsid",
    "getsid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "getgroups",
    "setuid",
    "seteuid",
    "setgid",
    "setegid",
    "setgroups",
    "setresuid",
    "setresgid",
    "getresuid",
    "getresgid",
    "initgroups",
    "chown",
    "lchown",
    "fchown",
    "fchmod",
    "chroot",
    "fchdir",
    "fwalk",
    "mkfifo",
    "mknod",
    "makedev",
    "major",
    "minor",
    "nice",
    "getpriority",
    "setpriority",
    "wait",
    "wait3",
    "wait4",
    "waitid",
    "WIFEXITED",
    "WIFSIGNALED",
    "WEXITSTATUS",
    "WTERMSIG",
    "WNOHANG",
    "sched_getaffinity",
    "sched_setaffinity",
    "sched_yield",
    "posix_spawn",
    "posix_spawnp",
    "posix_fadvise",
    "posix_fallocate",
    "pread",
    "preadv",
    "pwrite",
    "pwritev",
    "readv",
    "writev",
    "sendfile",
    "statvfs",
    "fstatvfs",
    "sysconf",
    "confstr",
    "pathconf",
    "fpathconf",
    "uname",
    "getloadavg",
    "register_at_fork",
    "set_blocking",
    "get_blocking",
    "pipe2",
    "memfd_create",
    "eventfd",
    "pidfd_open",
    "unshare",
    "setns",
    "sync",
    "fdatasync",
    "lockf",
    "copy_file_range",
    "splice",
    "ctermid",
    "ttyname",
    "tcgetpgrp",
    "O_NOFOLLOW",
    "O_DIRECTORY",
    "O_CLOEXEC",
    "O_NONBLOCK",
    "O_PATH",
    "O_SYNC",
    "O_DSYNC",
    "O_NOCTTY",
    "O_TMPFILE",
}
SIGNALS = {
    "SIGABRT",
    "SIGFPE",
    "SIGILL",
    "SIGINT",
    "SIGSEGV",
    "SIGTERM",
    "SIG_DFL",
    "SIG_IGN",
    "Signals",
    "Handlers",
    "default_int_handler",
    "getsignal",
    "raise_signal",
    "set_wakeup_fd",
    "signal",
    "strsignal",
    "valid_signals",
}


class View(ModuleType):
    """A module with some of its names missing, and others in their place."""

    def __init__(self, module, missing=(), only=None, **instead):
        super().__init__(module.__name__)
        vars(self).update(_module=module, _missing=set(missing), _only=only, **instead)

    def __getattr__(self, name):
        if name in self._missing or not (self._only is None or name in self._only):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r} on Windows")
        return getattr(self._module, name)

    def __setattr__(self, name, value):
        setattr(self._module, name, value)


class Popen(subprocess.Popen):
    """A process as Windows starts one; if it is Python's, it sees no POSIX either."""

    def __init__(self, command, *arguments, pass_fds=(), preexec_fn=None, **options):
        if pass_fds or preexec_fn:
            raise ValueError("pass_fds and preexec_fn are not supported on Windows platforms")
        command = list(map(os.fspath, command))
        at = next((i for i, word in enumerate(command) if word == "-m" or word.endswith(".py")), None)
        if command[0] == sys.executable and at:
            command.insert(at, __file__)
        super().__init__(command, *arguments, **options)


def library(name, *arguments, **options):
    """ctypes.CDLL, but that this program itself is no library."""
    if name is None:
        raise TypeError("bad argument type for built-in operation")
    return ctypes.CDLL(name, *arguments, **options)


def open_file(file, mode="r", buffering=-1, encoding=None, *arguments, **options):
    """Python's open, with Western Europe's encoding for text."""
    return open(file, mode, buffering, encoding or (None if "b" in mode else "cp1252"), *arguments, **options)


def lock_file(descriptor, mode, size):
    """msvcrt.locking."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise PermissionError(error.errno, error.strerror) from None


VIEWS = {
    "os": View(os, GONE_FROM_OS, name="nt"),
    "signal": View(signal, only=SIGNALS),
    "socket": View(socket, ["AF_UNIX", "send_fds", "recv_fds"]),
    "subprocess": View(subprocess, Popen=Popen),
    "sys": View(sys, platform="win32"),
    "ctypes": View(ctypes, CDLL=library),
    "msvcrt": View(ModuleType("msvcrt"), LK_NBLCK=2, locking=lock_file),
}


def import_for_us(name, given=None, here=None, fromlist=(), level=0):
    top = name.partition(".")[0]
    if top in GONE:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    if name in VIEWS or (top in VIEWS and not fromlist):
        return VIEWS[top]
    return __import__(name, given, here, fromlist, level)


OUR_BUILTINS = {**vars(builtins), "__import__": import_for_us, "open": open_file}


class Loader(SourceFileLoader):
    def exec_module(self, module):
        vars(module)["__builtins__"] = OUR_BUILTINS
        super().exec_module(module)


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        spec = PathFinder.find_spec(name, path) if name.partition(".")[0] in OURS else None
        if spec is not None and spec.origin:
            spec.loader = Loader(name, spec.origin)
        return spec


def main():
    del sys.argv[0]
    sys.meta_path.insert(0, Finder)
    if sys.argv[0] == "-m":
        sys.path[0] = os.getcwd()
        del sys.argv[0]
        sys.argv[0] = importlib.util.find_spec(sys.argv[0]).origin
    elif not sys.flags.isolated:
        sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
    with open(sys.argv[0], encoding="utf-8") as file:
        code = compile(file.read(), sys.argv[0], "exec")
    exec(code, {"__name__": "__main__", "__file__": sys.argv[0], "__builtins__": OUR_BUILTINS})


if __name__ == "__main__":
    main()
