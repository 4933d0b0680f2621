#!/usr/bin/env python3
"""The command line: parse, call, print."""

import contextlib
import io
import json
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click


class _Commands(click.Group):
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


class _Sizes(click.ParamType):
    """Layer sizes, as 64,64,32."""

    name = "SIZES"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, list):
            return value
        try:
            sizes = [int(part) for part in value.split(",")]
        except ValueError:
            sizes = []
        if not sizes or min(sizes) < 1:
            self.fail(f"{value!r} is no list of layer sizes; write them as 64,64,32.", param, ctx)
        return sizes


def _run_options(**defaults: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that every training run has, with its own defaults."""
    options = [
        click.option("--epochs", type=click.IntRange(min=1), help="Passes over the training images."),
        click.option("--batch-size", type=click.IntRange(min=1), help="Images a step."),
        click.option("--lr", type=click.FloatRange(min=0, min_open=True), help="Learning rate."),
        click.option("--momentum", type=click.FloatRange(0, 1, max_open=True), help="Momentum."),
        click.option("--dtype", type=click.Choice(["float32", "float64"]), help="Precision."),
        click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Of weights and shuffling."),
        click.option("--data", type=click.Path(), help="Folder of IDX files.  [default: MNIST, included]"),
        click.option("--out", type=click.Path(), help="Folder for results.  [default: a new one in runs/]"),
        click.option(
            "--json", "as_json", is_flag=True, help="One JSON object on stdout, all else on stderr."
        ),
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        for parameter in command.__click_params__:  # type: ignore[attr-defined]
            parameter.default = defaults.get(parameter.name, parameter.default)
        return command

    return decorate


def _grading_options(command: Callable[..., None]) -> Callable[..., None]:
    """What can be asked of every grading."""
    for option in (
        click.option(
            "--unsafe", is_flag=True, help="Without isolation: for code that you trust as your own."
        ),
        click.option(
            "--timeout", type=click.FloatRange(1, 3600), default=60, help="Seconds for a hand-in, at most."
        ),
        click.option(
            "--seed", type=click.IntRange(0, 2**32 - 1), help="Of the inputs.  [default: a new one]"
        ),
        click.option("--problem", "problems", multiple=True, help="Only this one; may be repeated."),
    ):
        command = option(command)
    return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
def main() -> None:
    """MyTorch: the same gradient, reached by hand and by autograd."""


@main.command()
@_run_options(epochs=3, batch_size=100, lr=0.1, momentum=0.9, dtype="float32", seed=0)
@click.option("--hidden", type=click.IntRange(min=1), default=20, help="Units in the hidden layer.")
def mnist(
    epochs: int, batch_size: int, lr: float, momentum: float, hidden: int, dtype: str, seed: int,
    data: str | None, out: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Train a network on MNIST by autograd (Fall 2020), and plot its accuracy."""
    import numpy as np

    import mytorch
    from hw1.data import DATA_FOLDER, load_mnist
    from hw1.mnist import Progress, build_model, train, validate
    from hw1.output import create_folder, write_csv
    from hw1.plots import plot_validation_accuracy

    if batch_size < 2:
        raise click.BadParameter("BatchNorm trains on 2 images and more.", param_hint="--batch-size")
    start = time.perf_counter()
    folder = create_folder(out, "mnist")
    images = load_mnist(data or DATA_FOLDER)
    np.random.seed(seed)  # noqa: NPY002 (the handouts draw from the global generator)
    mytorch.set_default_dtype(dtype)
    model = build_model(hidden)
    optimizer = mytorch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)

    validations: list[Progress] = []
    with _progress(epochs, to_stderr=as_json) as show:

        def report(step: Progress) -> None:
            line = None
            if step.validation_accuracy is not None:
                validations.append(step)
                line = (
                    f"epoch {step.epoch}/{epochs}  batch {step.batch:>4}/{step.batches}  loss {step.loss:.4f}"
                    f"  validation accuracy {step.validation_accuracy:.4f}"
                )
            show(step.epoch - 1 + step.batch / step.batches, line)

        accuracies = train(
            model, optimizer, mytorch.nn.CrossEntropyLoss(), *images.train, *images.validation, epochs,
            batch_size=batch_size, report=report,
        )  # fmt: skip
    validation_accuracy = validate(model, *images.validation)
    test_accuracy = validate(model, *images.test)

    times = [step.epoch - 1 + step.batch / step.batches for step in validations]
    plot_validation_accuracy(
        [*times, epochs], [*accuracies, validation_accuracy], folder / "validation_accuracy.png"
    )
    write_csv(
        folder / "validation_accuracy.csv",
        ["epoch", "batch", "loss", "validation_accuracy"],
        [(step.epoch, step.batch, step.loss, step.validation_accuracy) for step in validations],
    )
    click.echo(f"plot and table: {folder}", err=as_json)
    click.echo(
        f"validation accuracy {validation_accuracy:.4f}, test accuracy {test_accuracy:.4f}", err=as_json
    )
    if as_json:
        _print_json(
            validation_accuracies=accuracies, validation_accuracy=validation_accuracy,
            test_accuracy=test_accuracy, epochs=epochs, seconds=time.perf_counter() - start, seed=seed,
            dtype=dtype, out=str(folder),
        )  # fmt: skip


@main.command()
@click.option(
    "--mode", type=click.Choice(["classic", "autograd", "both"]), default="classic",
    help="Who does the calculus; both: one after the other from the same start, curves overlaid.",
)  # fmt: skip
@_run_options(epochs=200, batch_size=100, lr=1e-3, momentum=0.856, dtype="float64", seed=0)
@click.option("--hidden", type=_Sizes(), default="32,32,32", help="Units of the hidden layers.")
@click.option(
    "--activation", type=click.Choice(["sigmoid", "tanh", "relu"]), default="sigmoid", help="Theirs."
)
@click.option("--bn", type=click.IntRange(min=0), default=0, help="How many layers have BatchNorm.")
def stats(
    mode: str, epochs: int, batch_size: int, lr: float, momentum: float, hidden: list[int], activation: str,
    bn: int, dtype: str, seed: int, data: str | None, out: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Train the Spring 2020 network, by hand or by autograd, and plot its losses and errors."""
    import numpy as np

    from classic_mlp.training import TrainingStats, get_training_stats
    from hw1.data import DATA_FOLDER, load_mnist
    from hw1.output import create_folder, write_csv
    from hw1.plots import plot_stats
    from hw1.stats import build_network, standardise

    if bn > len(hidden) + 1:
        raise click.BadParameter(f"the network has {len(hidden) + 1} layers; got {bn}.", param_hint="--bn")
    start = time.perf_counter()
    folder = create_folder(out, "stats")
    dset = standardise(load_mnist(data or DATA_FOLDER), dtype)
    modes = ["classic", "autograd"] if mode == "both" else [mode]
    runs: list[dict[str, list[float]]] = []
    with _progress(epochs * len(modes), to_stderr=as_json) as show:

        def report(epoch: int, so_far: TrainingStats) -> None:
            label = f"{modes[len(runs)]}  " if len(modes) > 1 else ""
            line = f"{label}epoch {epoch:>3}/{epochs}  {_stats_line(so_far._asdict())}"
            show(epochs * len(runs) + epoch, line)

        for one in modes:
            np.random.seed(seed)  # noqa: NPY002 (the handouts draw from the global generator)
            network = build_network(one, hidden, activation, bn, lr, momentum, dtype)
            figures = get_training_stats(network, dset, epochs, batch_size, on_epoch=report)._asdict()
            runs.append({name: values.tolist() for name, values in figures.items()})

    columns = runs[0]
    sizes = "-".join(map(str, [784, *hidden, 10]))
    plot_stats(
        columns, folder,
        f"{' and '.join(modes)}: {sizes}, {activation}, {bn} with BN, lr {lr:g}, momentum {momentum:g}",
        overlay=runs[1] if len(runs) > 1 else None,
    )  # fmt: skip
    if len(runs) > 1:
        columns = {f"{one}_{name}": run[name] for one, run in zip(modes, runs, strict=True) for name in run}
    write_csv(
        folder / "stats.csv", ["epoch", *columns], zip(range(1, epochs + 1), *columns.values(), strict=True)
    )
    click.echo(f"plots and table: {folder}", err=as_json)
    for one, run in zip(modes, runs, strict=True):
        click.echo((f"{one}: " if len(runs) > 1 else "") + _stats_line(run), err=as_json)
    if len(runs) > 1:
        furthest = max(
            abs(a - b) for name in runs[0] for a, b in zip(runs[0][name], runs[1][name], strict=True)
        )
        click.echo(f"the two differ by at most {furthest:.3g} in any figure of any epoch", err=as_json)
    if as_json:
        _print_json(
            **columns, epochs=epochs, seconds=time.perf_counter() - start, mode=mode, seed=seed, dtype=dtype,
            out=str(folder),
        )  # fmt: skip


@main.command()
@click.argument("term", type=click.Choice(["spring", "fall"]))
@click.option("--out", type=click.Path(dir_okay=False), default="handin.tar", help="The tar to write.")
@click.option("--plots", type=click.Path(exists=True, file_okay=False), help="Folder to take plots from.")
def handin(term: str, out: str, plots: str | None) -> None:
    """Make the tar that the course's grader unpacks.

    Plots are taken along where there are any: from hw1/ in spring, from the top folder in fall, or from
    --plots.
    """
    from hw1.handin import build_handin
    from hw1.output import write_file

    tar, names = build_handin(term, Path(plots) if plots else None)
    write_file(Path(out), tar)
    click.echo("\n".join(names))
    click.echo(f"{out}: {len(names)} files, {len(tar):,} bytes")


@main.command()
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
    with _progress(1, to_stderr=as_json, label="checking") as show:
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
        _print_json(**result.to_dict())
    ctx.exit(0 if result.agree else 1)


@main.command()
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
    with _progress(len(names), to_stderr=as_json, label="timing") as show:
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
        _print_json(**report.to_dict(), out=str(folder))
    ctx.exit(0 if report.same_work else 1)


@main.command()
@click.argument("term", type=click.Choice(["spring", "fall"]), required=False)
@click.option("--handin", type=click.Path(path_type=Path), help="A tar or a folder.  [default: our own work]")
@_grading_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout, all else on stderr.")
@click.option("--autolab", is_flag=True, help="End with the line that Autolab reads.")
@click.option("--gradescope", type=click.Path(path_type=Path), help="Write Gradescope's results.json here.")
@click.option("--report", type=click.Path(path_type=Path), help="Write an HTML page for the student here.")
@click.option("--audit", is_flag=True, help="Grade planted bugs, right variants and attacks, instead.")
@click.pass_context
def grade(
    ctx: click.Context, term: str | None, handin: Path | None, problems: tuple[str, ...], seed: int | None,
    timeout: float, unsafe: bool, as_json: bool, autolab: bool, gradescope: Path | None, report: Path | None,
    audit: bool,
) -> None:  # fmt: skip
    """Grade one hand-in, on inputs drawn afresh, shut off from the machine it runs on.

    Exit code 0: the grading ran, whatever the points. 1: it could not, or --audit found it wanting. 2: wrong
    usage.
    """
    from autograder.grading.attempt import attempt
    from autograder.grading.autolab import last_line
    from autograder.grading.outputs import leave
    from autograder.grading.report import plain_line, table

    if audit:
        from autograder.grading.trust import audit_grader

        with _progress(1, to_stderr=as_json, label="planting") as show:
            trust = audit_grader(seed or 0, lambda done: show(done, None))
        click.echo(trust.table(), err=as_json)
        if as_json:
            _print_json(**trust.to_dict())
        ctx.exit(0 if trust.agree else 1)
    if term is None:
        raise click.UsageError("Missing argument '{spring|fall}'.")
    if as_json and autolab:
        raise click.UsageError("--json and --autolab both claim the last line; choose one.")
    _check_grading([term], problems, unsafe)
    with _progress(1, to_stderr=as_json, label="grading") as show:
        outcome = attempt(
            handin, term, seed=secrets.randbelow(2**32) if seed is None else seed, timeout=timeout,
            problems=problems or None, unsafe=unsafe,
            on_problem=lambda name, done: show(done, f"graded  {name}"),
        )  # fmt: skip
    if not outcome.failure:
        click.echo(table(outcome.grade, handin), err=as_json)
    click.echo(outcome.details, err=True, nl=False)
    errors = leave(outcome, handin, gradescope, report)
    for line in errors:
        click.echo(f"Error: {plain_line(line)}", err=True)
    if as_json:
        _print_json(**outcome.grade.to_dict())
    if autolab:
        click.echo(last_line(outcome.grade))
    ctx.exit(1 if errors else 0)


@main.command("grade-all")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--term", type=click.Choice(["spring", "fall"]), help="Theirs.  [default: told from each one's files]"
)
@_grading_options
@click.option("--jobs", type=click.IntRange(min=1), help="How many at a time.  [default: one a core]")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for results.  [default: FOLDER-grades]")
@click.option("--reports", is_flag=True, help="Leave a page for each student, too.")
@click.pass_context
def grade_all(
    ctx: click.Context, folder: Path, term: str | None, problems: tuple[str, ...], seed: int | None,
    timeout: float, unsafe: bool, jobs: int | None, out: Path | None, reports: bool,
) -> None:  # fmt: skip
    """Grade every hand-in in a folder; the same command goes on where it was stopped.

    Each tar and each folder in FOLDER is a hand-in. Exit code 0: the grading ran, whatever the points.
    1: it could not, for one of them or for all. 2: wrong usage.
    """
    from autograder.grading.classroom import Asked, grade_class
    from autograder.grading.report import plain_line
    from autograder.grading.tables import result_line, summary, write_tables

    _check_grading([term] if term else ["spring", "fall"], problems, unsafe)
    with _progress(1, to_stderr=False, label="grading") as show:
        classroom = grade_class(
            folder, out, Asked(term, timeout, problems or None, unsafe), seed=seed, jobs=jobs,
            reports=reports,
            on_result=lambda name, result, share: show(share, result_line(name, result)),
        )  # fmt: skip
    write_tables(classroom)
    click.echo(summary(classroom))
    for name in classroom.broken:
        click.echo(f"Error: {plain_line(name)}: {plain_line(classroom.results[name]['failure'])}", err=True)
    ctx.exit(1 if classroom.broken else 0)


def _check_grading(terms: list[str], problems: tuple[str, ...], unsafe: bool) -> None:
    """Wrong usage if no term has such a problem; a warning where isolation is waived."""
    from autograder.grading.result import POINTS

    known = dict.fromkeys(name for term in terms for name in POINTS[term])
    for name in problems:
        if name not in known:
            raise click.BadParameter(f"{name!r} is none of {', '.join(known)}.", param_hint="--problem")
    if unsafe:
        click.echo("Warning: --unsafe: hand-ins run with your rights, and nothing shuts them off.", err=True)


def _stats_line(columns: Mapping[str, Any]) -> str:
    """The newest of each figure."""
    loss, error, val_loss, val_error = (columns[name][-1] for name in columns)
    return f"training loss {loss:.4f} error {error:.4f}  validation loss {val_loss:.4f} error {val_error:.4f}"


@contextlib.contextmanager
def _progress(
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


def _print_json(**values: Any) -> None:
    click.echo(json.dumps(values, allow_nan=False))


if __name__ == "__main__":
    main()
