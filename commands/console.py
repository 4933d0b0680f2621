"""What the commands have in common: how errors, progress and JSON reach the user."""

import contextlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

__all__ = ["Commands", "Sizes", "print_json", "progress"]


class Commands(click.Group):
    """The commands. What stops a run for a reason that the user can mend is one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a narrow terminal costs no result
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nInterrupted.", err=True)
            ctx.exit(130)
        except Exception as error:
            from autograder.grading.jail import IsolationError
            from hw1.data import DataError
            from hw1.output import OutputError

            if isinstance(error, DataError | OutputError | IsolationError | FloatingPointError):
                raise click.ClickException(str(error)) from None
            raise


class Sizes(click.ParamType):
    """Sizes of hidden layers, as 64,64,32; "" for none."""

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
    """Yields show(done, line), which prints the lines; on a terminal it moves a bar beside their end."""
    stream = sys.stderr if to_stderr else sys.stdout
    if not stream.isatty():
        yield lambda done, line: click.echo(line, file=stream) if line else None
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


def print_json(**values: Any) -> None:
    click.echo(json.dumps(values, allow_nan=False))
