"""The local autograders of both handouts. They grade some problems of this repository's own work.

They grade the files that would be handed in from this repository. The last line on standard output is
{"scores": {test: points}}.
"""

import json
import secrets
import sys
import time
from collections.abc import Callable

import click

from autograder.grading.asking.fall_mnist import accuracies
from autograder.grading.attempt import attempt, own_files
from autograder.grading.result import POINTS
from autograder.grading.running.isolation import IsolationError
from autograder.grading.running.probe import check_layers
from autograder.grading.running.session import HandinFailed
from autograder.grading.telling.again import again
from autograder.grading.telling.grade_report import table
from hw1.output import OutputError
from hw1.places import ROOT
from hw1.plots import plot_validation_accuracy

__all__ = ["chosen", "mnist", "runner"]

TIMEOUT = 120.0  # seconds
EPOCHS = 3  # of mnist(), by the handout
PLOT = ROOT / "validation_accuracy.png"


def _command(function: Callable[..., None]) -> click.Command:
    """Make a command with the options that both graders have."""
    seed = click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Of the inputs.  [default: new]")
    unsafe = click.option(
        "--unsafe",
        "isolation",
        flag_value="none",
        default="full",
        help="Without isolation: for code that is your own.",
    )
    return click.command()(unsafe(seed(function)))


@_command
@click.argument("term", type=click.Choice(["spring", "fall"]), required=False)
def runner(term: str | None, seed: int | None, isolation: str) -> None:
    """Grade all problems of a term (fall by default), except the one that is graded by its plots."""
    if term is None:
        term = "fall"
        click.echo("The problems of fall. For those of spring, add the word: spring", err=True)
    *problems, _ = POINTS[term]
    sys.exit(_grade(term, problems, sum(POINTS[term].values()), seed, _possible(isolation)))


@_command
def mnist(seed: int | None, isolation: str) -> None:
    """Grade MNIST, train on all of it, and plot the accuracy on the validation set."""
    isolation = _possible(isolation)
    sys.exit(_plot(isolation) | _grade("fall", ["mnist"], POINTS["fall"]["mnist"], seed, isolation))


def chosen(*problems: str) -> click.Command:
    """Make the command that grades these problems of fall."""

    def grade_chosen(seed: int | None, isolation: str) -> None:
        most = sum(POINTS["fall"][problem] for problem in problems)
        sys.exit(_grade("fall", list(problems), most, seed, _possible(isolation)))

    grade_chosen.__doc__ = f"Grade {', '.join(problems)} of fall."
    return _command(grade_chosen)


def _possible(isolation: str) -> str:
    """The isolation that was asked for; "none" if this machine has none, since it runs only the user's own
    work.
    """
    try:
        check_layers(isolation)
    except IsolationError as error:
        click.echo(f"Graded without isolation, which one's own work does not need: {error}", err=True)
        return "none"
    return isolation


def _grade(term: str, problems: list[str], most: float, seed: int | None, isolation: str) -> int:
    """Grade this repository's work on these problems, of `most` points. Returns 1 if that failed, else 0."""
    seed = secrets.randbelow(2**32) if seed is None else seed
    outcome = attempt(None, term, seed=seed, timeout=TIMEOUT, problems=problems, isolation=isolation)
    click.echo(outcome.details, err=True, nl=False)
    if outcome.failure:
        click.echo(f"Error: {outcome.failure}", err=True)
        return 1
    click.echo(table(outcome.grade, again(click.get_current_context(), seed, anywhere=True)))
    click.echo(f"Total score: {outcome.grade.total:g}/{most:g}")
    click.echo(json.dumps({"scores": {verdict.name: verdict.points for verdict in outcome.grade.verdicts}}))
    return 0


def _plot(isolation: str) -> int:
    """Run this repository's mnist() on the whole data set, and plot its accuracies. Returns 1 if that
    failed.
    """
    try:
        heights = accuracies(own_files("fall"), 0, time.monotonic() + TIMEOUT, isolation)
        if not heights:
            raise HandinFailed("garbled", "mnist() returned no accuracies")
        times = [EPOCHS * number / len(heights) for number in range(len(heights))]
        plot_validation_accuracy(times, heights, PLOT)
    except (HandinFailed, IsolationError, OutputError) as error:
        click.echo(f"Error: no plot: {error}\n{getattr(error, 'traceback', '')}".rstrip(), err=True)
        return 1
    click.echo(f"validation accuracy {heights[-1]:.4f} in the end; plot: {PLOT}")
    return 0
