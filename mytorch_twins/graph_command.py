"""The command `graph`: draws the graph of an expression, of a script's tensor, or of a model on a batch."""

import math
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from hw1 import threads
from mytorch_twins.console import Sizes
from mytorch_twins.train_command import ModelName, default_dtype
from mytorch_twins.values import Place

__all__ = ["graph"]

ENDINGS = (".svg", ".png", ".dot", ".txt")
MOST_ROWS = 1_000  # in the batch
MOST_NUMBERS = 1_000_000  # in the batch, all of its rows
DEEPEST = 100
GOES_WITH = {  # the option that each of these needs
    "values": "--expr",
    "constants": "--expr",
    "batch_size": "--model",
    "shape": "--model",
    "collapse": "--model",
    "seed": "--model",
}


class Assignment(click.ParamType):
    """The type of an option as a=1: a name of a value, and the text of the value."""

    name = "NAME=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not (equals and name.strip().isidentifier()):
            self.fail(f"{value[:60]!r} is not of the form a=1 or w=[[1,2],[3,4]].", param, ctx)
        return unicodedata.normalize("NFKC", name.strip()), text  # as Python reads it in the program


class Drawing(Place):
    """The path of a file whose ending says how the graph is written."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        if Path(path).suffix.lower() not in ENDINGS:
            self.fail(f"{path[:60]!r} has none of the endings {', '.join(ENDINGS)}.", param, ctx)
        return path


@click.command(short_help="Draw the graph that gradients go back through.")
@click.option(
    "--expr",
    metavar="TEXT",
    help='Small program to draw, as "d = a*b + a; e = (d + c) + 3": arithmetic, and functions and methods of '
    "tensors.  [default: none]",
)
@click.option(
    "--set",
    "values",
    type=Assignment(),
    multiple=True,
    help="Value in the program that requires a gradient, as a=1 or w=[[1,2],[3,4]]; may be repeated.  "
    "[default: none]",
)
@click.option(
    "--constant",
    "constants",
    type=Assignment(),
    multiple=True,
    help="Value in the program that requires no gradient, as b=2; may be repeated.  [default: none]",
)
@click.option(
    "--script",
    type=ModelName(what="tensor"),
    metavar="FILE.py:TENSOR",
    help="Tensor of a script of yours, which is run, and may have called backward().  [default: none]",
)
@click.option(
    "--model",
    type=ModelName("mlp", "lenet", "spring"),
    help="Network to draw on a random batch: mlp and lenet are those of `train`, spring is that of `stats`; "
    "or FILE.py:function, a function of yours that returns a mytorch Module.  [default: none]",
)
@click.option(
    "--batch-size",
    type=click.IntRange(1, MOST_ROWS),
    default=2,
    help="Number of images or rows in the batch.",
)
@click.option(
    "--shape",
    type=Sizes(),
    help="Shape of one image or row in the batch, as 1,28,28.  [default: 1,28,28 for lenet, else 784]",
)
@click.option(
    "--collapse",
    type=click.IntRange(0, DEEPEST),
    default=0,
    help="Depth of the layers that are drawn as one box each: 1 for those of the model itself, 2 for those "
    "inside them, and so on; 0 draws every op.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    help="Seed of the random numbers: the same seed gives the same weights and the same batch.",
)
@click.option(
    "--out",
    "outs",
    type=Drawing(dir_okay=False),
    multiple=True,
    help="File to write, by its ending: .svg or .png, a picture; .dot, Graphviz's language; .txt, a table; "
    "may be repeated.  [default: the table is printed]",
)
@click.option(
    "--html",
    type=Place(dir_okay=False),
    help="File for a page that plays the forward and the backward pass step by step, with all numbers, in "
    "any browser.  [default: none]",
)
@click.pass_context
def graph(
    ctx: click.Context,
    expr: str | None,
    values: tuple[tuple[str, str], ...],
    constants: tuple[tuple[str, str], ...],
    script: str | None,
    model: str | None,
    batch_size: int,
    shape: list[int] | None,
    collapse: int,
    seed: int,
    outs: tuple[str, ...],
    html: str | None,
) -> None:
    """Draw the graph of an expression, of a tensor of a script, or of a model on a batch.

    \b
    graph --expr "d = a*b + a; e = (d + c) + 3" --set a=1 --constant b=2 --set c=3
    graph --model lenet --collapse 1 --out lenet.svg
    graph --script mine.py:loss --out loss.png --html loss.html

    Boxes with round corners are ops (BackwardFunction), ellipses are tensors that gradients are stored in
    (AccumulateGrad), dashed boxes are constants, and double ones are layers. If an op or a layer fails, the
    graph is drawn up to that, with the shapes that did not fit.

    Exit code 0: drawn. 1: something in the graph failed, or a file cannot be read or written, or there is too
    much for a picture or a page. 2: wrong usage.
    """
    chosen = _chosen(ctx, expr=expr, script=script, model=model)
    assigned = [*values, *constants]
    names = [name for name, _ in assigned]
    if twice := {name for name in names if names.count(name) > 1}:
        raise click.UsageError(f"{min(twice)} is given two values, by --set or --constant. Give it one.")
    if shape == [] or math.prod(shape or []) * batch_size > MOST_NUMBERS:
        raise click.BadParameter(
            f"a batch has 1 to {MOST_NUMBERS:,} numbers; got {batch_size:,} times {tuple(shape or ())}.",
            param_hint="--shape",
        )
    files = [Path(name).absolute() for name in (*outs, *([html] if html else []))]  # scripts may go elsewhere
    for i, file in enumerate(files):
        if file.resolve() in [other.resolve() for other in files[:i]]:
            named = [*outs, html][i]
            raise click.UsageError(f"{named!r} is named twice, for two results. Name another file.")
    threads.choose(0, 1)

    from hw1 import graph_sources
    from hw1.lesson.page import write_page
    from hw1.lesson.small_programs import ExpressionError, value_of
    from hw1.output import check_writable, write_file
    from hw1.plots.graph_plot import plot_graph

    for file in files:
        check_writable(file)
    try:
        with default_dtype():
            if chosen == "expr":
                given = {name: value_of(text) for name, text in assigned}
                source = graph_sources.an_expression(expr or "", given, [name for name, _ in constants])
            elif chosen == "script":
                source = graph_sources.a_script(script or "")
            else:
                source = graph_sources.a_model(model or "", shape, batch_size, seed, collapse)
            drawn = source.graph
            lesson = source.lesson() if html and not drawn.failure else None
        forms: dict[str, Callable[[], str]] = {".svg": drawn.svg, ".dot": drawn.dot, ".txt": drawn.text}
        drawings = files[: len(outs)]
        written = {file: forms[_ending(file)]() for file in drawings if _ending(file) in forms}
        pictures = [file for file in drawings if _ending(file) == ".png"]
        if pictures:
            drawn.refuse_if_too_large()
    except ExpressionError as error:
        raise click.UsageError(str(error)) from None
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    for path, text in written.items():
        write_file(path, f"{text.rstrip()}\n".encode())
    for path in pictures:
        plot_graph(drawn.vertices, drawn.edges, path)
    for out in outs:
        click.echo(f"{out}: {len(drawn.vertices)} vertices, {len(drawn.edges)} edges")
    if html and lesson:
        write_page(lesson, files[-1])
        click.echo(f"{html}: {len(lesson['steps'])} steps")
    if not (outs or lesson):
        click.echo(drawn.text())
    if drawn.failure:
        raise click.ClickException(f"drawn up to what failed: {drawn.failure}")


def _ending(file: Path) -> str:
    return file.suffix.lower()


def _chosen(ctx: click.Context, **sources: str | None) -> str:
    """Which of the options says what to draw. Wrong usage if not one does, or another does not go with it."""
    given = [name for name, value in sources.items() if value is not None]
    if len(given) != 1:
        raise click.UsageError("give one of --expr, --script and --model, which says what to draw.")
    for parameter in ctx.command.params:
        name = parameter.name or ""
        needed = GOES_WITH.get(name, f"--{given[0]}")
        if needed != f"--{given[0]}" and ctx.get_parameter_source(name) != ParameterSource.DEFAULT:
            raise click.UsageError(f"{parameter.opts[0]} goes with {needed} only; leave it out.")
    return given[0]
