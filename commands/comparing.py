"""`crosscheck` compares gradients, `bench` speed."""

import json
from pathlib import Path
from typing import Any

import click

from commands.console import print_json, progress

__all__ = ["bench", "crosscheck"]


@click.command()
@click.option("--networks", type=click.IntRange(min=1), default=200, help="How many random networks.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, help="Of the first; each next one has the next."
)
@click.option("--dtype", type=click.Choice(["float32", "float64", "both"]), default="both", help="Precision.")
@click.option("--max-depth", type=click.IntRange(1, 16), default=16, help="Layers of the deepest networks.")
@click.option(
    "--json", "as_json", is_flag=True, help="The certificate as JSON on stdout, all else on stderr."
)
@click.option("--report", type=click.Path(dir_okay=False), help="Write it as FILE.html and as FILE.json.")
@click.option(
    "--audit", is_flag=True, help="Plant bugs, one at a time, and see whether the check finds them."
)
@click.pass_context
def crosscheck(
    ctx: click.Context, networks: int, seed: int, dtype: str, max_depth: int, as_json: bool,
    report: str | None, audit: bool,
) -> None:  # fmt: skip
    """Differentiate random networks by hand, by autograd, by complex step and by PyTorch, and compare.

    Exit code 0: they agree. 1: they do not. 2: wrong usage.
    """
    from autograder.crosscheck.audit import run_audit
    from autograder.crosscheck.report import audit_page, audit_table, page, table
    from autograder.crosscheck.run import run
    from hw1.output import check_writable, write_file

    files = [Path(report).with_suffix(suffix) for suffix in (".html", ".json")] if report else []
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
    click.echo(text, err=as_json)
    if files:
        write_file(files[0], (audit_page(result) if audit else page(result)).encode())
        write_file(files[1], json.dumps(result.to_dict(), indent=1, allow_nan=False).encode())
        click.echo(f"certificate: {files[0]}, {files[1]}", err=as_json)
    if as_json:
        print_json(**result.to_dict())
    ctx.exit(0 if result.agree else 1)


@click.command()
@click.option(
    "--workload", "workloads", multiple=True,
    help="What to time, repeatable: W1 W2 W2bn W3 W4 W5 depth batch stats cold.  [default: all]",
)  # fmt: skip
@click.option(
    "--peers", multiple=True,
    help="Whom against, repeatable: pytorch jax autograd mygrad sklearn none.  [default: all installed]",
)  # fmt: skip
@click.option("--rounds", type=click.IntRange(min=1), default=15, help="Turns that each one takes.")
@click.option(
    "--threads", multiple=True, type=click.IntRange(min=1), default=[1, 2],
    help="Numbers of threads to try, repeatable.",
)  # fmt: skip
@click.option(
    "--clock", type=click.Choice(["wall", "cpu"]), default="wall",
    help="Time that passed, or that processors were at work: steadier on a busy machine, with --threads 1.",
)  # fmt: skip
@click.option("--dtype", type=click.Choice(["float32", "float64"]), default="float32", help="Precision.")
@click.option(
    "--checkout", "checkouts", multiple=True,
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    help="Another checkout whose mytorch and classic_mlp to time besides, repeatable.",
)  # fmt: skip
@click.option("--out", type=click.Path(), help="Folder for results.  [default: a new one in runs/]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout, all else on stderr.")
@click.pass_context
def bench(
    ctx: click.Context, workloads: tuple[str, ...], peers: tuple[str, ...], rounds: int,
    threads: tuple[int, ...], clock: str, dtype: str, checkouts: tuple[str, ...], out: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Time a training step against other libraries, and against its matrix products alone.

    Exit code 0: all learnt the same. 1: they did not, or one failed. 2: wrong usage.
    """
    from benchmarks.bench import bench as time_all
    from benchmarks.bench import choose, choose_peers
    from benchmarks.report import COLUMNS
    from hw1.output import create_folder, write_csv, write_file
    from hw1.plots import plot_benchmark

    try:
        names, rivals = choose(workloads), choose_peers(peers)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    folder = create_folder(out, "bench")
    with progress(len(names), to_stderr=as_json, label="timing") as show:
        report = time_all(
            names, rivals, rounds, dtype, counts=threads, checkouts=checkouts, clock=clock,
            show=show,
        )  # fmt: skip
    plot_benchmark(report.ratios(), report.curves(), folder / "bench.png")
    write_csv(folder / "bench.csv", COLUMNS, report.rows())
    write_file(folder / "bench.txt", f"{report.table()}\n".encode())
    click.echo(report.table(), err=as_json)
    click.echo(f"picture and table: {folder}", err=as_json)
    if as_json:
        print_json(**report.to_dict(), out=str(folder))
    ctx.exit(0 if report.same_work else 1)
