"""Remarks for the student that do not change the points; each is given once.

This code runs in the hand-in's process, so the remarks may have any content; the grader shortens and cleans
them (session.py).
"""

import os
import sys

__all__ = ["Place", "Remarks", "line"]

MOST, LONGEST = 50, 300  # remarks, and characters of one
Place = tuple[str, int]  # a file of the hand-in, and a line
IMPORTING = ("<frozen importlib", os.path.join("importlib", "__init__.py"))


class Remarks:
    """Collects remarks on a hand-in. Its files, {name: content}, are in the folder."""

    def __init__(self, folder: str, files: dict[str, bytes]) -> None:
        self.folder, self.files = folder.rstrip(os.sep) + os.sep, files
        self.told: set[str] = set()
        self.waiting: list[str] = []

    def add(self, text: str) -> None:
        """Add a remark to the next answer, unless it was already sent."""
        text = text[:LONGEST]
        if text not in self.told and len(self.told) < MOST:
            self.told.add(text)
            self.waiting.append(text)

    def take(self) -> list[str]:
        """Return the remarks that were not sent yet, and count them as sent."""
        waiting, self.waiting = self.waiting, []
        return waiting

    def place(self) -> Place | None:
        """The place in the hand-in's own code from which this call came; None if there is none."""
        frame = sys._getframe(1)
        while frame is not None and not frame.f_code.co_filename.startswith(self.folder):
            frame = frame.f_back  # type: ignore[assignment]
        return None if frame is None else self._named(frame.f_code.co_filename, frame.f_lineno)

    def importer(self) -> Place | None:
        """The hand-in's line that runs the present import; None if another library imports it."""
        frame = sys._getframe(2)
        while frame is not None and (name := frame.f_code.co_filename) and _imports(name):
            frame = frame.f_back  # type: ignore[assignment]
        inside = frame is not None and frame.f_code.co_filename.startswith(self.folder)
        return self._named(frame.f_code.co_filename, frame.f_lineno) if inside else None

    def left_behind(self, what: str) -> None:
        """Add a remark on a call that is useful only while writing the code, such as a debugger."""
        if place := self.place():
            self.add(f"{what} is left behind: remove {line(place)}")

    def _named(self, path: str, number: int) -> Place:
        return path[len(self.folder) :].replace(os.sep, "/"), number


def line(place: Place) -> str:
    """The place in words, for example: line 3 of hw1/hw1.py."""
    return f"line {place[1]} of {place[0]}"


def _imports(path: str) -> bool:
    return path.startswith(IMPORTING[0]) or path.endswith(IMPORTING[1])
