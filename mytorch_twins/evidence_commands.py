"""The commands `crosscheck`, which compares gradients, and `bench`, which compares speed."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from hw1.places import ROOT
from mytorch_twins.console import json_option, print_json, progress, refuse_with_audit, tell_folder
from mytorch_twins.values import Place

__all__ = ["bench", "crosscheck"]

SEEDS = click.IntRange(0, 2**32 - 1)


@click.command(short_help="Differentiate by hand and by autograd, and compare.")
@click.option(
    "--networks",
    type=click.IntRange(1, 1_000_000),
    default=200,
    help="Number of random networks to differentiate.",
)
@click.option(
    "--seed",
    type=SEEDS,
    default=0,
    help="Seed that the first network is drawn from; each further network takes the next number.",
)
@click.option(
    "--dtype",
    type=click.Choice(["float32", "float64", "both"]),
    default="both",
    help="Precision of the networks; both alternates between the two.",
)
@click.option(
    "--max-depth",
    type=click.IntRange(1, 16),
    default=16,
    help="Largest number of layers that a network may be drawn with.",
)
@json_option("the certificate")
@click.option(
    "--report",
    type=Place(dir_okay=False),
    help="Write the certificate as a page and as JSON: REPORT.html and REPORT.json, the endings added where "
    "they are missing.  [default: no files]",
)
@click.option(
    "--audit",
    is_flag=True,
    help="Check the check instead: plant bugs in memory, one at a time, and count how many it finds. It "
    "takes minutes, and only --seed, --json and --report go with it.",
)
@click.pass_context
def crosscheck(
    ctx: click.Context,
    networks: int,
    seed: int,
    dtype: str,
    max_depth: int,
    as_json: bool,
    report: str | None,
    audit: bool,
) -> None:
    """Differentiate random networks by hand and by autograd, and compare.

    Both are also compared with derivatives by complex step and, where it is installed, by PyTorch.

    Exit code 0: all agree. 1: some do not, or the check could not run. 2: wrong usage. 130: interrupted.
    """
    from autograder.crosscheck.bug_audit import run_audit
    from autograder.crosscheck.check_report import audit_page, audit_table, page, table
    from autograder.crosscheck.run import run
    from hw1.output import check_writable, write_file

    if audit:
        refuse_with_audit(ctx, "networks", "dtype", "max_depth")
    files = _report_files(report) if report else []
    for file in files:
        check_writable(file)
    with progress(1, to_stderr=as_json, label="checking") as show:
        if audit:
            result: Any = run_audit(seed, lambda done: show(done, None))
            text = audit_table(result)
        else:
            dtypes = ["float32", "float64"] if dtype == "both" else [dtype]
            result = run(networks, seed, dtypes, max_depth, lambda done: show(done / networks, None))
            text = table(result)
    if files:
        write_file(files[0], (audit_page(result) if audit else page(result)).encode())
        write_file(files[1], json.dumps(result.to_dict(), indent=1, allow_nan=False).encode())
    click.echo(text, err=as_json)
    if files:
        tell_folder(f"certificate: {files[0]}, {files[1]}", as_json)
    if as_json:
        print_json(**result.to_dict())
    ctx.exit(0 if result.agree else 1)


def _report_files(report: str) -> list[Path]:
    """The paths of the HTML page and of the JSON file: the given name with each of the two endings."""
    path = Path(report)
    name = path.stem if path.suffix in (".html", ".json") else path.name
    return [path.with_name(name + ending) for ending in (".html", ".json")]


@click.command(short_help="Time a training step against other libraries.")
@click.option(
    "--workload",
    "workloads",
    multiple=True,
    help="What to time: W1 W2 W2bn W3 W4 W5 depth batch stats cold; may be repeated.  [default: all]",
)
@click.option(
    "--peers",
    multiple=True,
    help="Which libraries to time beside this one: pytorch jax autograd mygrad sklearn, or none; may be "
    "repeated.  [default: all that are installed]",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 10_000),
    default=15,
    help="Number of rounds; in each one every library takes one turn of 0.07 seconds.",
)
@click.option(
    "--threads",
    multiple=True,
    type=click.IntRange(1, 256),
    default=[1, 2],
    help="Number of threads that every library is given; may be repeated, to try several.",
)
@click.option(
    "--clock",
    type=click.Choice(["wall", "cpu"]),
    default="wall",
    help="What to measure in seconds: wall, the time that passed; cpu, the time that processors were at "
    "work, steadier on a busy machine, with --threads 1.",
)
@click.option(
    "--dtype",
    type=click.Choice(["float32", "float64"]),
    default="float32",
    help="Precision of the workloads that have none of their own.",
)
@click.option(
    "--checkout",
    "checkouts",
    multiple=True,
    type=Place(exists=True, file_okay=False, resolve_path=True),
    help="Folder of another checkout, whose mytorch and classic_mlp are timed too; may be repeated.  "
    "[default: this checkout only]",
)
@click.option(
    "--out",
    type=Place(),
    help="Folder for the picture and the tables; made where it is missing.  [default: a new folder in runs/]",
)
@json_option("the results")
@click.pass_context
def bench(
    ctx: click.Context,
    workloads: tuple[str, ...],
    peers: tuple[str, ...],
    rounds: int,
    threads: tuple[int, ...],
    clock: str,
    dtype: str,
    checkouts: tuple[str, ...],
    out: str | None,
    as_json: bool,
) -> None:
    """Time a training step against other libraries, and against its matrix products alone.

    Exit code 0: all libraries learnt the same. 1: they did not, or one failed. 2: wrong usage. 130:
    interrupted.
    """
    if not (ROOT / "benchmarks").is_dir():
        raise click.ClickException(
            "bench needs a checkout of the project, for what it runs is not installed: "
            "call `python cli.py bench` there."
        )
    sys.path.insert(0, str(ROOT))  # the path of a console script does not contain it
    from benchmarks.bench import bench as time_all
    from benchmarks.bench import choose, choose_peers
    from benchmarks.bench_report import COLUMNS
    from hw1.output import results_folder, write_csv, write_file
    from hw1.plots import plot_benchmark

    try:
        names, rivals = choose(workloads), choose_peers(peers)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with results_folder(out, "bench") as folder:
        with progress(len(names), to_stderr=as_json, label="timing") as show:
            report = time_all(
                names,
                rivals,
                rounds,
                dtype,
                counts=threads,
                checkouts=checkouts,
                clock=clock,
                show=show,
            )
        plot_benchmark(report.ratios(), report.curves(), folder / "bench.png", report.titles())
        write_csv(folder / "bench.csv", COLUMNS, report.rows())
        write_file(folder / "bench.txt", f"{report.table()}\n".encode())
    click.echo(report.table(), err=as_json)
    tell_folder(f"picture and table: {folder}", as_json)
    if as_json:
        print_json(**report.to_dict(), out=str(folder))
    ctx.exit(0 if report.same_work else 1)
