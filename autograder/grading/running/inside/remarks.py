"""What a hand-in is told beside its values, each thing once: it costs and wins nothing.

Runs in the hand-in's process, and so may say anything; the grader cuts and cleans it (session.py).
"""

import os
import sys

__all__ = ["Place", "Remarks", "line"]

MOST, LONGEST = 50, 300  # remarks, and characters of one
Place = tuple[str, int]  # a file of the hand-in, and a line
IMPORTING = ("<frozen importlib", os.path.join("importlib", "__init__.py"))


class Remarks:
    """Remarks on a hand-in whose files, {name: content}, stand in a folder."""

    def __init__(self, folder: str, files: dict[str, bytes]) -> None:
        self.folder, self.files = folder.rstrip(os.sep) + os.sep, files
        self.told: set[str] = set()
        self.waiting: list[str] = []

    def add(self, text: str) -> None:
        """Tell it with the next answer, if it has not been told."""
        text = text[:LONGEST]
        if text not in self.told and len(self.told) < MOST:
            self.told.add(text)
            self.waiting.append(text)

    def take(self) -> list[str]:
        """What has not been told yet."""
        waiting, self.waiting = self.waiting, []
        return waiting

    def place(self) -> Place | None:
        """Where the hand-in's own code stands that has led here; None where there is none of it."""
        frame = sys._getframe(1)
        while frame is not None and not frame.f_code.co_filename.startswith(self.folder):
            frame = frame.f_back  # type: ignore[assignment]
        return None if frame is None else self._named(frame.f_code.co_filename, frame.f_lineno)

    def importer(self) -> Place | None:
        """The hand-in's line that imports what is looked for; None where another library imports it."""
        frame = sys._getframe(2)
        while frame is not None and (name := frame.f_code.co_filename) and _imports(name):
            frame = frame.f_back  # type: ignore[assignment]
        inside = frame is not None and frame.f_code.co_filename.startswith(self.folder)
        return self._named(frame.f_code.co_filename, frame.f_lineno) if inside else None

    def left_behind(self, what: str) -> None:
        """Remark on a call that only its author can have wanted."""
        if place := self.place():
            self.add(f"{what} is left behind: remove {line(place)}")

    def _named(self, path: str, number: int) -> Place:
        return path[len(self.folder) :].replace(os.sep, "/"), number


def line(place: Place) -> str:
    """For a reader: line 3 of hw1/hw1.py."""
    return f"line {place[1]} of {place[0]}"


def _imports(path: str) -> bool:
    return path.startswith(IMPORTING[0]) or path.endswith(IMPORTING[1])
