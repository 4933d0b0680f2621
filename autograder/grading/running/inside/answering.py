"""The loop inside the jail: receive inputs, run the hand-in's code on them, send values back.

    python -I -S -B answering.py TERM HANDIN PACKAGES REQUESTS REPLIES

The first frame that comes, on file descriptor REQUESTS, holds the hand-in's files, which are written to
the folder HANDIN; PACKAGES is the folder NumPy is in. REQUESTS and REPLIES may be standard input and output,
which are moved: a hand-in reads nothing and prints nowhere.

This process decides nothing: it sends arrays, and where the hand-in fails, what kind of failure it was and
where. All of it may be a lie, which costs only the one who lies.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

IMPORTED_FROM = {
    "spring": ["mytorch", "hw1", "."],  # the course's graders put the two on the path; "." for mytorch.linear
    "fall": ["."],
}
FIRST, LAST = 4, 12  # frames shown of a long traceback
MAX_TEXT, MAX_NAME = 2_000, 200  # characters of an error's message; of a name in the traceback
Frame = tuple[str, int, str]  # file, line, function
FAILED = "this value could not be had"  # as session.py knows it


def main(term: str, folder: str, packages: str, requests: int, replies: int) -> None:
    """Serve requests until the pipe ends."""
    requests, replies = private(requests), private(replies)
    handin, grader = Path(folder), str(Path(__file__).resolve().parents[4])
    sys.path.append(packages)
    importlib.import_module("numpy")
    sys.path.remove(packages)  # a hand-in's numpy.py is not looked at, and other packages are not there
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
    """The descriptor, moved if it is a standard one: what a hand-in prints goes nowhere, and is no reply."""
    if descriptor > 2:
        return descriptor
    moved, null = os.dup(descriptor), os.open(os.devnull, os.O_RDWR)
    os.dup2(null, descriptor)
    os.close(null)
    return moved


class Source:
    """The hand-in as it came: which lines stand where, whatever its code has changed on the disk since."""

    def __init__(self, folder: str, files: dict[str, bytes]):
        self.folder, self.files = folder + os.sep, files

    def line(self, name: str, number: int) -> str:
        lines = self.files.get(name, b"").decode(errors="replace").split("\n")
        return lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""

    def frames(self, traceback: TracebackType | None) -> Iterator[Frame]:
        """The frames that are the hand-in's, outermost first."""
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

    With it goes what is remarked on since the last one, under the key "remarks".
    """
    try:
        values = getattr(scenarios, request.pop("scenario"))(**request)
        for name, value in values.items():
            if error := environment.error_in(value):  # of this value; the others are sent all the same
                values[name] = [FAILED, *described(error, wire.type_name(error), source)]
        return framed(wire, values, remarks)
    except wire.WireError as error:
        failed = ["garbled", str(error), ""]
    except BaseException as error:  # a SystemExit of the hand-in's ends nothing but its answer
        cause = environment.first_cause(error)
        failed = described(cause, wire.type_name(cause), source)
    return framed(wire, {"failed": failed}, remarks)


def framed(wire: ModuleType, values: dict[str, Any], remarks: Any) -> bytes:
    """The frame of an answer with the remarks, or without them where it is full: they cost no answer."""
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
    """The error's message. To make it may run the hand-in's code, which may raise, or loop for ever."""
    try:
        return str.__getitem__(str(error), slice(MAX_TEXT))  # whatever subclass of str that is
    except BaseException as other:
        return f"(no message: its __str__ raised {type.__dict__['__name__'].__get__(type(other))})"


if __name__ == "__main__":
    term, folder, packages, requests, replies = sys.argv[1:]
    main(term, folder, packages, int(requests), int(replies))
