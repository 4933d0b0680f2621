"""The command that grades on the same inputs once more: as this one was called, to be pasted into a shell."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

__all__ = ["again", "program"]

RESULTS = {"as_json", "autolab", "gradescope", "report"}  # options that say where the grade goes


def again(ctx: click.Context, seed: int, *, anywhere: bool = False) -> str:
    """The command of this context with what it was given, and the seed that was drawn.

    anywhere: whether it shall work in every folder, for a script that changes its own.
    """
    words, outer = list[str](), ctx
    while outer.parent is not None:
        words.insert(0, outer.info_name or "")
        outer = outer.parent
    for parameter in ctx.command.params:
        name = parameter.name or ""
        value = seed if name == "seed" else ctx.params.get(name)
        given = ctx.get_parameter_source(name) != ParameterSource.DEFAULT and name not in RESULTS
        if given or name == "seed":
            words += _words(parameter, value)
    return " ".join(map(_quoted, [*program(anywhere), *words]))


def program(anywhere: bool = False) -> list[str]:
    """What was called: a console script by its name, a package or a file with the Python that ran it."""
    script = Path(sys.argv[0])
    if script.name == "__main__.py":
        return [sys.orig_argv[0], "-m", script.parent.name]
    if script.suffix == ".py":
        return [sys.executable, str(script.resolve())] if anywhere else [sys.orig_argv[0], sys.argv[0]]
    found = shutil.which(script.name)
    return [script.name if found and Path(found).resolve() == script.resolve() else sys.argv[0]]


def _words(parameter: click.Parameter, value: Any) -> list[str]:
    """A parameter as it is typed."""
    if isinstance(parameter, click.Argument):
        return [str(value)]
    option = parameter.opts[0]
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return [option] if value is True or value == parameter.flag_value else []
    values = value if parameter.multiple else [value]
    texts = [f"{one:g}" if isinstance(one, float) else str(one) for one in values]
    return [word for text in texts for word in ([f"{option}={text}"] if text[:1] == "-" else [option, text])]


def _quoted(word: str) -> str:
    """A word as a shell takes it; what cannot be shown as it is, as bytes that bash and zsh know."""
    if os.name == "nt":
        return subprocess.list2cmdline([word])
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + "".join(_escaped(byte) for byte in os.fsencode(word)) + "'"


def _escaped(byte: int) -> str:
    plain = chr(byte).isalnum() and byte < 128 or chr(byte) in " /._-=+,:@%"
    return chr(byte) if plain else f"\\x{byte:02x}"
