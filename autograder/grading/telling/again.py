"""The shell command that repeats the present grading on the same inputs."""

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

RESULTS = {"as_json", "autolab", "gradescope", "report"}  # options for the output of the grade


def again(ctx: click.Context, seed: int, *, anywhere: bool = False) -> str:
    """The command of this context with its arguments, and the seed that was drawn.

    anywhere: make it work from every folder, for a script that changes the folder.
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
    """The called program: the name of a console script, or a package or file with its Python."""
    script = Path(sys.argv[0])
    if script.name == "__main__.py":
        return [sys.orig_argv[0], "-m", script.parent.name]
    if script.suffix == ".py":
        return [sys.executable, str(script.resolve())] if anywhere else [sys.orig_argv[0], sys.argv[0]]
    found = shutil.which(script.name)
    return [script.name if found and Path(found).resolve() == script.resolve() else sys.argv[0]]


def _words(parameter: click.Parameter, value: Any) -> list[str]:
    """A parameter as the user types it."""
    if isinstance(parameter, click.Argument):
        return [str(value)]
    option = parameter.opts[0]
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return [option] if value is True or value == parameter.flag_value else []
    values = value if parameter.multiple else [value]
    texts = [f"{one:g}" if isinstance(one, float) else str(one) for one in values]
    return [word for text in texts for word in ([f"{option}={text}"] if text[:1] == "-" else [option, text])]


def _quoted(word: str) -> str:
    """A word quoted for a shell; unprintable characters become byte escapes of bash and zsh."""
    if os.name == "nt":
        return subprocess.list2cmdline([word])
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + "".join(_escaped(byte) for byte in os.fsencode(word)) + "'"


def _escaped(byte: int) -> str:
    plain = chr(byte).isalnum() and byte < 128 or chr(byte) in " /._-=+,:@%"
    return chr(byte) if plain else f"\\x{byte:02x}"
