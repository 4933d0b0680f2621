"""The command `compare`: several earlier runs side by side."""

from pathlib import Path

import click

from mytorch_twins.console import json_option, print_json, tell_folder
from mytorch_twins.values import Place

__all__ = ["compare"]


@click.command(short_help="Compare earlier runs: their curves and settings.")
@click.argument("runs", metavar="RUN RUN...", nargs=-1, required=True, type=Place())
@click.option(
    "--out",
    type=Place(dir_okay=False),
    help="Draw the curves of all runs in one picture, as a PNG.  [default: no picture]",
)
@click.option(
    "--report",
    type=Place(dir_okay=False),
    help="Write the comparison as a page that needs no other file.  [default: no page]",
)
@json_option("the comparison")
def compare(runs: tuple[str, ...], out: str | None, report: str | None, as_json: bool) -> None:
    """Compare earlier runs of mnist, stats and train.

    Each RUN is the folder that a run left, with its run.json and its table. The comparison says how the runs
    ended, and what differed in their settings.

    Exit code 0: compared. 1: a folder is no run, or a file cannot be written. 2: wrong usage. 130:
    interrupted.
    """
    if len(runs) < 2:
        raise click.UsageError("compare needs the folders of two runs or more; got one.")
    if out and Path(out).suffix.lower() != ".png":
        raise click.BadParameter(f"{out!r} is no name of a PNG; let it end in .png.", param_hint="--out")

    from hw1.output import check_writable, write_file
    from hw1.plots import plot_panels
    from hw1.reports.comparison import compare as compare_runs
    from hw1.reports.comparison import comparison_page, comparison_table

    files = [Path(file) for file in (out, report) if file]
    for file in files:
        check_writable(file)
    compared = compare_runs([Path(run) for run in runs])
    if out:
        plot_panels(compared.panels, Path(out))
    if report:
        write_file(Path(report), comparison_page(compared).encode())
    click.echo(comparison_table(compared), err=as_json)
    if files:
        tell_folder(f"comparison: {', '.join(map(str, files))}", as_json)
    if as_json:
        print_json(**compared.to_dict())
