"""The commands `grade`, for one hand-in, and `grade-all`, for all hand-ins of a class."""

import secrets
from collections.abc import Callable
from pathlib import Path

import click

from autograder.grading.running.isolation import MODES
from mytorch_twins.console import json_option, print_json, progress, refuse_with_audit
from mytorch_twins.values import Number, Place

__all__ = ["grade", "grade_all"]


def _grading_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that both grading commands have."""
    for option in (
        click.option(
            "--isolation",
            type=click.Choice(MODES),
            help="How far the code is shut off from the machine: altogether, as far as it goes without "
            "namespaces and mounts, or not at all.  [default: full]",
        ),
        click.option(
            "--unsafe",
            is_flag=True,
            help="Run code that you trust with your own rights, as --isolation none does. "
            "Without it the code is isolated.",
        ),
        click.option(
            "--timeout", type=Number(1, 3600), default=60, help="Most seconds that one hand-in may take."
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**32 - 1),
            help="Seed of the inputs that the code is tried on; the same seed gives the same inputs.  "
            "[default: a new one each time]",
        ),
        click.option(
            "--problem",
            "problems",
            multiple=True,
            help="Grade only the problem of this name; may be repeated.  [default: all problems]",
        ),
    ):
        command = option(command)
    return command


@click.command(short_help="Grade one hand-in.")
@click.argument("term", type=click.Choice(["spring", "fall"]), required=False)
@click.option(
    "--handin",
    type=Place(path_type=Path),
    help="The hand-in to grade: a tar, a zip or a folder.  [default: what this repository would hand in]",
)
@_grading_options
@json_option("the grade")
@click.option(
    "--autolab",
    is_flag=True,
    help="Print the scores as Autolab reads them, as the last line. Without it the table is all.",
)
@click.option(
    "--gradescope",
    type=Place(path_type=Path),
    help="Name of the file to write Gradescope's results.json to.  [default: no file]",
)
@click.option(
    "--report",
    type=Place(path_type=Path),
    help="Name of the HTML page to write for the student.  [default: no page]",
)
@click.option(
    "--audit",
    is_flag=True,
    help="Check the grader instead: grade planted bugs, right variants and attacks, and count what it gets "
    "wrong. It takes many minutes, and only --seed, --isolation and --json go with it.",
)
@click.pass_context
def grade(
    ctx: click.Context,
    term: str | None,
    handin: Path | None,
    problems: tuple[str, ...],
    seed: int | None,
    timeout: float,
    isolation: str | None,
    unsafe: bool,
    as_json: bool,
    autolab: bool,
    gradescope: Path | None,
    report: Path | None,
    audit: bool,
) -> None:
    """Grade one hand-in of the term spring or fall, on new random inputs.

    The code runs isolated from this machine.

    Exit code 0: the grading ran, with any number of points. 1: it could not run, or --audit found errors of
    the grader. 2: wrong usage. 130: interrupted.
    """
    from autograder.grading.attempt import attempt
    from autograder.grading.telling.again import again
    from autograder.grading.telling.autolab import last_line
    from autograder.grading.telling.grade_report import plain_line, table
    from autograder.grading.telling.outputs import discard, leave

    if audit:
        refuse_with_audit(
            ctx, "term", "handin", "problems", "timeout", "unsafe", "autolab", "gradescope", "report"
        )
        if isolation == "none":
            raise click.UsageError("--audit tries attacks, and never without isolation.")
        from autograder.grading.auditing.trust import audit_grader

        with progress(1, to_stderr=as_json, label="planting") as show:
            trust = audit_grader(
                seed or 0, lambda done: show(done, None), _isolation(isolation, unsafe=False)
            )
        click.echo(trust.table(), err=as_json)
        if as_json:
            print_json(**trust.to_dict())
        ctx.exit(0 if trust.agree else 1)
    if term is None:
        raise click.UsageError("Missing argument '{spring|fall}'.")
    if as_json and autolab:
        raise click.UsageError("--json and --autolab both claim the last line; choose one.")
    _check_problems([term], problems)
    isolation = _isolation(isolation, unsafe)
    seed = secrets.randbelow(2**32) if seed is None else seed
    discard(gradescope)
    with progress(1, to_stderr=as_json, label="grading") as show:
        outcome = attempt(
            handin,
            term,
            seed=seed,
            timeout=timeout,
            problems=problems or None,
            isolation=isolation,
            on_problem=lambda name, done: show(done, f"graded  {name}"),
        )
    for line in outcome.warnings:
        click.echo(f"Warning: {plain_line(line)}", err=True)
    if not outcome.failure:
        click.echo(table(outcome.grade, again(ctx, seed)), err=as_json)
    click.echo(outcome.details, err=True, nl=False)
    errors = leave(outcome, handin, gradescope, report)
    for line in errors:
        click.echo(f"Error: {plain_line(line)}", err=True)
    if as_json:
        print_json(**outcome.to_dict())
    if autolab and outcome.scored:
        click.echo(last_line(outcome.grade))
    ctx.exit(1 if errors else 0)


@click.command("grade-all", short_help="Grade every hand-in in a folder.")
@click.argument("folder", type=Place(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--term",
    type=click.Choice(["spring", "fall"]),
    help="The term whose homework the hand-ins are.  [default: told from the files of each hand-in]",
)
@_grading_options
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="Number of hand-ins to grade at the same time.  [default: the number of cores]",
)
@click.option(
    "--out",
    type=Place(path_type=Path),
    help="Folder for the grades; made where it is missing.  [default: FOLDER-grades, beside FOLDER]",
)
@click.option(
    "--reports",
    is_flag=True,
    help="Write an HTML page for each student, too. Without it there are only tables.",
)
@click.pass_context
def grade_all(
    ctx: click.Context,
    folder: Path,
    term: str | None,
    problems: tuple[str, ...],
    seed: int | None,
    timeout: float,
    isolation: str | None,
    unsafe: bool,
    jobs: int | None,
    out: Path | None,
    reports: bool,
) -> None:
    """Grade every hand-in in a folder; the same command continues a run that was stopped.

    Each archive and each folder in FOLDER is a hand-in. Exit code 0: all of them were graded, with any
    number of points. 1: one could not be graded, or there is none. 2: wrong usage. 130: interrupted.
    """
    from autograder.grading.classroom import Asked, grade_class
    from autograder.grading.telling.grade_report import about, plain_line
    from autograder.grading.telling.tables import result_line, summary, write_tables

    _check_problems([term] if term else ["spring", "fall"], problems)
    isolation = _isolation(isolation, unsafe)
    with progress(1, to_stderr=False, label="grading") as show:
        classroom = grade_class(
            folder,
            out,
            Asked(term, timeout, problems or None, isolation),
            seed=seed,
            jobs=jobs,
            reports=reports,
            on_result=lambda name, result, share: show(share, result_line(name, result)),
        )
    write_tables(classroom)
    click.echo(summary(classroom))
    not_graded = [*classroom.unread, *classroom.broken]
    for name in not_graded:
        click.echo(f"Error: {plain_line(about(name, classroom.results[name]['failure']))}", err=True)
    ctx.exit(1 if not_graded else 0)


def _check_problems(terms: list[str], problems: tuple[str, ...]) -> None:
    """Report wrong usage if no term has a problem of this name."""
    from autograder.grading.result import POINTS

    known = dict.fromkeys(name for term in terms for name in POINTS[term])
    for name in problems:
        if name not in known:
            raise click.BadParameter(f"{name!r} is none of {', '.join(known)}.", param_hint="--problem")


def _isolation(isolation: str | None, unsafe: bool) -> str:
    """How far hand-ins are isolated. Warns of missing isolation; reports wrong usage if options
    contradict.
    """
    if unsafe and isolation not in (None, "none"):
        raise click.UsageError(f"--unsafe is short for --isolation none; got --isolation {isolation} too.")
    from autograder.grading.running.probe import weaknesses

    isolation = "none" if unsafe else isolation or "full"
    if said := weaknesses(isolation):
        option = "--unsafe" if unsafe else f"--isolation {isolation}"
        click.echo(f"Warning: {option}: {said}", err=True)
    return isolation
