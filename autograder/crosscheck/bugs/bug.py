"""A bug that is planted: some code in place of other code."""

from typing import NamedTuple

from autograder.anchors import file_of

__all__ = ["Bug"]


class Bug(NamedTuple):
    """`new` in place of `old`, which a place holds exactly once (see autograder/anchors.py)."""

    family: str
    place: str  # a file and a definition in it
    old: str
    new: str
    equivalent: str = ""  # the reason why nobody can see it

    @property
    def file(self) -> str:
        """The file that it is planted in."""
        return file_of(self.place)

    def __str__(self) -> str:
        return f"{self.place}: {_short(self.old)}  ->  {_short(self.new)}"


def _short(code: str) -> str:
    return " ".join(code.split())[:70]
