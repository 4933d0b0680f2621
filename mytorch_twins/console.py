"""Parts shared by all commands: the output of errors, interruptions, progress and JSON."""

import contextlib
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import click
from click.core import ParameterSource

from mytorch_twins.interruption import Interrupted, Interruptions
from mytorch_twins.streams import failure, reader_has_gone, steady_streams

__all__ = [
    "Careful",
    "Commands",
    "Sizes",
    "json_option",
    "print_json",
    "progress",
    "refuse_with_audit",
    "tell_folder",
]

# Classes are given by name, because their modules are loaded only when needed, and not on every system.
_MENDABLE = {
    ("hw1.data", "DataError"),
    ("hw1.output", "OutputError"),
    ("hw1.own_code", "OwnCodeError"),
    ("hw1.jobs.models", "ModelError"),
    ("autograder.grading.running.isolation", "IsolationError"),
    ("autograder.anchors", "AnchorError"),
}
QUIET = 10.0  # seconds without a line, after which a run without a terminal prints how much is done


class Careful(click.Command):
    """A command that prints an error of one line if the user can correct the cause, or interrupted it.

    Exit code 1: the command failed. 128 plus the signal's number: a signal ended it (Ctrl-C: 130). If
    standard output cannot be written, the command still produces its files; it ends with exit code 1, unless
    the reader just closed the pipe (`| head`).
    """

    def main(self, *args: Any, **options: Any) -> Any:
        with steady_streams():
            try:
                return super().main(*args, **options)
            except SystemExit as end:
                lost = failure(sys.stdout)
                if lost is None or reader_has_gone(lost) or end.code not in (None, 0):
                    raise
                click.echo(f"Error: standard output cannot be written: {lost.strerror}.", err=True)
                raise SystemExit(1) from None

    def invoke(self, ctx: click.Context) -> Any:
        with Interruptions() as interruptions:
            ctx.obj = interruptions
            try:
                return super().invoke(ctx)
            except KeyboardInterrupt as error:
                interruptions.ignore()
                end = error if isinstance(error, Interrupted) else Interrupted(signal.SIGINT)
                new_line = "\n" if sys.stderr.isatty() else ""  # after the terminal's ^C
                click.echo(f"{new_line}Interrupted{end.how_far}.", err=True)
                ctx.exit(end.exit_code)
            except Exception as error:
                reason = _reason(error)
                if reason is None:
                    raise
                raise click.ClickException(reason) from None


class Commands(Careful, click.Group):
    """The group of all commands."""


def _reason(error: Exception) -> str | None:
    """The error as one line, if the user can correct its cause; None if it is a bug of this program."""
    raised = type(error).__module__, type(error).__name__
    if raised in _MENDABLE or isinstance(error, FloatingPointError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and error.name in ("numpy", "matplotlib"):
        return f"{error.name} is not installed; `pip install -e .` installs what is needed."
    if isinstance(error, MemoryError):
        detail = f" ({error})" if str(error) else ""
        return f"there is not enough memory for this{detail}. Ask for less."
    if isinstance(error, OSError):
        place = f"{str(error.filename)!r}: " if error.filename else ""
        return f"{place}{error.strerror or error}."
    return None


class Sizes(click.ParamType):
    """The type of an option for the sizes of hidden layers, such as 64,64,32; "" for none."""

    name = "SIZES"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, list):
            return value
        if not value.strip():
            return []
        try:
            sizes = [int(part) for part in value.split(",")]
        except ValueError:
            sizes = []
        if not sizes or min(sizes) < 1:
            self.fail(
                f'{value!r} is no list of layer sizes; write them as 64,64,32, or as "" for none.', param, ctx
            )
        return sizes


@contextlib.contextmanager
def progress(
    total: int, to_stderr: bool, label: str = "training"
) -> Iterator[Callable[[float, str | None], None]]:
    """A context that gives show(done, line), which prints a line; on a terminal it also moves a progress bar.

    Without a terminal, after 10 seconds without a line, it prints on standard error how many percent are
    done.
    """
    stream = sys.stderr if to_stderr else sys.stdout
    if not stream.isatty():
        yield _plain(total, to_stderr, label)
        return
    steps = 1000
    bar = click.progressbar(
        length=steps, label=label, file=stream, width=12, item_show_func=lambda news: news
    )
    with bar:

        def show(done: float, line: str | None) -> None:
            ahead = int(done / total * steps) - bar.pos
            if ahead or line:
                bar.update(ahead, line.rsplit("  ", 1)[-1] if line else bar.current_item)

        yield show


def _plain(total: int, to_stderr: bool, label: str) -> Callable[[float, str | None], None]:
    last = time.monotonic()

    def show(done: float, line: str | None) -> None:
        nonlocal last
        if not line and time.monotonic() - last < QUIET:
            return
        last = time.monotonic()
        if line:
            click.echo(line, err=to_stderr)
        else:
            click.echo(f"{label}: {done / total:.0%}", err=True)

    return show


def refuse_with_audit(ctx: click.Context, *names: str) -> None:
    """Report wrong usage if one of these parameters was given, because an audit would ignore it."""
    given = {name for name in names if ctx.get_parameter_source(name) != ParameterSource.DEFAULT}
    if given:
        parameters = [one for one in ctx.command.params if one.name in given]
        said = ", ".join(
            one.opts[0] if isinstance(one, click.Option) else one.human_readable_name for one in parameters
        )
        raise click.UsageError(
            f"--audit does not go with {said}, which it would ignore. Leave one of them out."
        )


def tell_folder(line: str, to_stderr: bool) -> None:
    """Print where the results are; on standard error if standard output can no longer be written."""
    click.echo(line, err=to_stderr or failure(sys.stdout) is not None)


def json_option(what: str, otherwise: str = "a table is printed") -> Callable[[Any], Any]:
    """The option --json of a command. what: what it prints. otherwise: what happens without it."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        help=f"Print {what} as one JSON object on standard output, and all else on standard error. "
        f"Without it {otherwise}.",
    )


def print_json(**values: Any) -> None:
    """Print one line of JSON on standard output."""
    click.echo(json.dumps(values, allow_nan=False))
