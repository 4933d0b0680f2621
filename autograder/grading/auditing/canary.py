"""Detects forbidden effects of a hand-in: on files, secrets and servers, and processes that it leaves."""

import contextlib
import os
import secrets
import shutil
import socket
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.grading.running.jail.descendants import descendants

__all__ = ["Canary", "commands_below"]

ACHIEVED = "SECRET:"  # begins the error in which a case reports a forbidden success


class Canary:
    """A readable folder with a secret file, the secret in the environment, and servers that listen."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(16)
        self.folder = Path(tempfile.mkdtemp(prefix="canary-"))
        self.folder.chmod(0o777)
        self.file = self.folder / ".netrc"
        self.file.write_text(f"password {self.secret}\n")
        self.file.chmod(0o666)
        self.stream, self.datagram = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        self.stream.bind(("127.0.0.1", 0))
        self.port = self.stream.getsockname()[1]
        self.nameless = socket.socket(socket.AF_UNIX)
        self.nameless.bind(f"\0canary-{self.port}")
        with contextlib.suppress(OSError):  # another process may use the port for datagrams
            self.datagram.bind(("127.0.0.1", self.port))
        for server in self.stream, self.nameless, self.datagram:
            server.setblocking(False)
        self.stream.listen()
        self.nameless.listen()
        os.environ[f"SECRET_{self.port}"] = self.secret

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        del os.environ[f"SECRET_{self.port}"]
        for server in self.stream, self.nameless, self.datagram:
            server.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def told(self) -> dict[str, object]:
        """What a case may know, by the names it has there."""
        names = {"FOLDER": str(self.folder), "SECRET_FILE": str(self.file)}
        return names | {"PORT": self.port, "GRADER": os.getpid()}

    def harm(self, said: str) -> list[str]:
        """The forbidden effects that happened, in words. `said`: all messages of the grading."""
        found = []
        if self.secret in said:
            found.append("told a secret")
        if ACHIEVED in said:
            found.append("said: " + said[said.index(ACHIEVED) :][:100])
        if [path.name for path in self.folder.iterdir()] != [self.file.name]:
            found.append("wrote outside")
        elif self.file.read_text() != f"password {self.secret}\n":
            found.append("changed a file outside")
        for server in self.stream, self.nameless:
            with contextlib.suppress(BlockingIOError):
                server.accept()[0].close()
                found.append("connected")
        with contextlib.suppress(BlockingIOError):
            self.datagram.recv(100)
            found.append("sent a datagram")
        return found


def commands_below() -> dict[int, str]:
    """The processes that live and descend from this one, by number: their command lines."""
    found = dict[int, str]()
    for process in descendants():
        with contextlib.suppress(OSError):  # it has ended since
            command = Path(f"/proc/{process}/cmdline").read_bytes()
            found[process] = command.replace(b"\0", b" ").decode(errors="replace")[:200]
    return found
