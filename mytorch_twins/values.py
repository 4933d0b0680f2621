"""Types of options that are stricter than click's own types."""

import math
import os
from typing import Any

import click

__all__ = ["Number", "Place"]


class Number(click.FloatRange):
    """A finite number in a range. Unlike click's type, it refuses "nan" and infinity."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


class Place(click.Path):
    """The path of a file or folder. It refuses a path that the system cannot have."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = os.fspath(value)
        if not text:
            self.fail("an empty name is no path; leave the option out, or name one.", param, ctx)
        try:
            possible = "\0" not in text and bool(os.fsencode(text))
        except UnicodeEncodeError:
            possible = False
        if not possible:
            self.fail(f"{text!r} cannot be the path of anything.", param, ctx)
        path = super().convert(value, param, ctx)
        if not self.file_okay and os.path.exists(path) and not os.path.isdir(path):
            self.fail(f"{text!r} is no folder.", param, ctx)  # click accepts a pipe or a device
        return path
