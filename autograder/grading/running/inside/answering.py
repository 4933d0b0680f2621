"""The loop inside the jail: receive inputs, run the hand-in's code on them, send values back.

    python -I -S -B answering.py TERM HANDIN PACKAGES REQUESTS REPLIES

The first frame that comes, on file descriptor REQUESTS, holds the hand-in's files, which are written to
the folder HANDIN; PACKAGES is the folder NumPy is in. REQUESTS and REPLIES may be standard input and output,
which are moved: a hand-in reads nothing and prints nowhere.

This process does not judge: it sends arrays, or the kind and the place of a failure. The hand-in may falsify
all of it, but wins nothing by that, because the grader checks every value.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

IMPORTED_FROM = {
    "spring": [
        "mytorch",
        "hw1",
        ".",
    ],  # the two of the course's graders; "." for mytorch.linear
    "fall": ["."],
}
FIRST, LAST = 4, 12  # number of first and last frames shown of a long traceback
MAX_TEXT, MAX_NAME = 2_000, 200  # characters of an error's message; of a name in the traceback
Frame = tuple[str, int, str]  # file, line, function
FAILED = "this value could not be had"  # session.py has the same text


def main(term: str, folder: str, packages: str, requests: int, replies: int) -> None:
    """Serve requests until the pipe ends."""
    requests, replies = private(requests), private(replies)
    handin, grader = Path(folder), str(Path(__file__).resolve().parents[4])
    sys.path.append(packages)
    importlib.import_module("numpy")
    sys.path.remove(packages)  # so that no other package there can be imported
    sys.path.append(grader)
    wire = importlib.import_module("autograder.grading.running.wire")
    environment = importlib.import_module("autograder.grading.running.inside.course_environment")
    scenarios = importlib.import_module(f"autograder.grading.running.inside.{term}")
    sys.path.remove(grader)
    wire.send(replies, {"ready": True})

    sources = wire.receive(requests)
    for name, content in sources.items():
        path = handin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sys.path += [str((handin / name).resolve()) for name in IMPORTED_FROM[term]]

    source = Source(str(handin.resolve()), sources)
    remarks = environment.set_up(source.folder, sources)

    while (request := wire.receive(requests)) is not None:
        wire.write(replies, answer(wire, environment, scenarios, request, source, remarks))


def private(descriptor: int) -> int:
    """The descriptor, moved if it is a standard one, so that printed text is dropped and not read as a
    reply.
    """
    if descriptor > 2:
        return descriptor
    moved, null = os.dup(descriptor), os.open(os.devnull, os.O_RDWR)
    os.dup2(null, descriptor)
    os.close(null)
    return moved


class Source:
    """The hand-in's original files, for the lines of tracebacks, even if its code changed the
    files on disk.
    """

    def __init__(self, folder: str, files: dict[str, bytes]):
        self.folder, self.files = folder + os.sep, files

    def line(self, name: str, number: int) -> str:
        lines = self.files.get(name, b"").decode(errors="replace").split("\n")
        return lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""

    def frames(self, traceback: TracebackType | None) -> Iterator[Frame]:
        """The frames in the hand-in's own files, outermost first."""
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if code.co_filename.startswith(self.folder):
                name = code.co_filename[len(self.folder) :].replace(os.sep, "/")
                yield name[:MAX_NAME], traceback.tb_lineno, code.co_name[:MAX_NAME]
            traceback = traceback.tb_next


def answer(
    wire: ModuleType,
    environment: ModuleType,
    scenarios: ModuleType,
    request: dict[str, Any],
    source: Source,
    remarks: Any,
) -> bytes:
    """The frame of a scenario's values, or of what went wrong: "failed" [kind, line, traceback].

    The key "remarks" holds the remarks since the last answer.
    """
    try:
        values = getattr(scenarios, request.pop("scenario"))(**request)
        for name, value in values.items():
            if error := environment.error_in(value):  # of this value only; the others are sent too
                values[name] = [FAILED, *described(error, wire.type_name(error), source)]
        return framed(wire, values, remarks)
    except wire.WireError as error:
        failed = ["garbled", str(error), ""]
    except BaseException as error:  # also SystemExit, which must not end this process
        cause = environment.first_cause(error)
        failed = described(cause, wire.type_name(cause), source)
    return framed(wire, {"failed": failed}, remarks)


def framed(wire: ModuleType, values: dict[str, Any], remarks: Any) -> bytes:
    """The frame of an answer, with the remarks if there is room for them."""
    try:
        return bytes(wire.frame(values | {"remarks": remarks.take()}, wire.MAX_REPLY))
    except wire.WireError:
        return bytes(wire.frame(values, wire.MAX_REPLY))


def described(error: BaseException, name: str, source: Source) -> list[str]:
    """Kind, one line, and the traceback cut to the hand-in's own files."""
    lines, frames = [], list(source.frames(error.__traceback__))
    for at, (file, number, function) in enumerate(frames):
        if not FIRST <= at < len(frames) - LAST:
            lines += [f'  File "{file}", line {number}, in {function}', f"    {source.line(file, number)}"]
        elif at == FIRST:
            lines.append(f"  … {len(frames) - FIRST - LAST} more")
    message = f"{name}: {said_by(error)}".removesuffix(": ")
    place = f" ({frames[-1][0]}:{frames[-1][1]})" if frames else ""
    kind = "raised"
    if any(function == "<module>" for _, _, function in frames) or issubclass(type(error), SyntaxError):
        kind = "import"
    elif issubclass(type(error), ImportError | AttributeError) and not frames:
        kind = "missing"
    elif issubclass(type(error), NotImplementedError):
        kind = "not implemented"
    return [kind, message.split("\n")[0][:300] + place, "\n".join([*lines, message])]


def said_by(error: BaseException) -> str:
    """The error's message. Making it may run the hand-in's code, which may raise an error or never end."""
    try:
        return str.__getitem__(str(error), slice(MAX_TEXT))  # whatever subclass of str that is
    except BaseException as other:
        return f"(no message: its __str__ raised {type.__dict__['__name__'].__get__(type(other))})"


if __name__ == "__main__":
    term, folder, packages, requests, replies = sys.argv[1:]
    main(term, folder, packages, int(requests), int(replies))
