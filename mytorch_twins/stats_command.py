"""The command `stats`: training on MNIST by hand, by autograd or both.

Every result is written to the run's folder at once, and a run that is stopped leaves the plots of its
results.
"""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from hw1 import threads
from hw1.output import Table, results_folder
from mytorch_twins.console import Sizes, print_json, progress, tell_folder
from mytorch_twins.interruption import Interruptions, pass_interruptions, reason, state_after
from mytorch_twins.run_options import CLASSES, IMAGES, NOTHING_YET, PIXELS, run_options, settings_of
from mytorch_twins.size import check_size

__all__ = ["stats"]

MOST_LAYERS = 1_000
MODES = {"hand": "by hand", "autograd": "by autograd"}


class Mode(click.Choice):
    """A choice of modes. The value `classic`, which meant `hand` in 0.1.0, is still accepted."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert("hand" if value == "classic" else value, param, ctx)


@click.command(short_help="Train on MNIST by hand or by autograd (Spring 2020).")
@click.option(
    "--mode",
    type=Mode([*MODES, "both"]),
    default="hand",
    help="How the gradients are computed: by hand, by autograd, or both, one after the other from the same "
    "start, with their curves in one plot.",
)
@run_options(epochs=200, batch_size=100, lr=1e-3, momentum=0.856, dtype="float64", seed=0)
@click.option(
    "--hidden",
    type=Sizes(),
    default="32,32,32",
    help="Number of units in each hidden layer, from the first to the last, separated by commas; "
    '"" for no hidden layer, which is a linear classifier.',
)
@click.option(
    "--activation",
    type=click.Choice(["sigmoid", "tanh", "relu"]),
    default="sigmoid",
    help="Activation function of the hidden layers.",
)
@click.option(
    "--bn",
    type=click.IntRange(min=0),
    default=0,
    help="Number of layers with batch normalisation, counted from the first one.",
)
@pass_interruptions
@click.pass_context
def stats(
    ctx: click.Context,
    interruptions: Interruptions,
    mode: str,
    epochs: int,
    batch_size: int,
    lr: float,
    momentum: float,
    hidden: list[int],
    activation: str,
    bn: int,
    dtype: str,
    seed: int,
    data: str | None,
    out: str | None,
    report: str | None,
    as_json: bool,
) -> None:
    """Train the Spring 2020 network, by hand or by autograd, and plot its losses and errors.

    The figures of an epoch are written to the folder's table as soon as it ends. A run that is interrupted
    (Ctrl-C, SIGTERM, SIGHUP) or whose loss becomes infinite leaves the plots of its results so far. The
    number of threads for matrix products depends on the network's size, unless OPENBLAS_NUM_THREADS or a
    similar variable is set.

    Exit code 0: trained. 1: training failed, or the loss became infinite. 2: wrong usage. 128 plus the
    signal's number: interrupted; --json then prints the results so far, with "interrupted": true.
    """
    if bn > len(hidden) + 1:
        raise click.BadParameter(f"the network has {len(hidden) + 1} layers; got {bn}.", param_hint="--bn")
    if len(hidden) > MOST_LAYERS:
        raise click.BadParameter(
            f"{len(hidden):,} layers are too many; at most {MOST_LAYERS:,}.", param_hint="--hidden"
        )
    start = time.perf_counter()
    weights = check_size([PIXELS, *hidden, CLASSES], batch_size, dtype, "--hidden")
    blas = threads.choose(weights, min(batch_size, IMAGES))
    interruptions.how_far = NOTHING_YET

    import numpy as np

    from classic_mlp.training import TrainingStats, get_training_stats
    from hw1.data import DATA_FOLDER, load_mnist
    from hw1.plots import picture, plot_stats
    from hw1.run_record import RunRecord
    from hw1.stats import spring_network, standardise

    images, page = load_mnist(data or DATA_FOLDER), None
    dset = standardise(images, dtype)
    if report:
        from hw1.reports.stats_report import StatsReport

        page = StatsReport(report, dset, images.validation)
    modes = list(MODES) if mode == "both" else [mode]
    names = TrainingStats._fields
    columns = [f"{one}_{name}" for one in modes for name in names] if mode == "both" else list(names)
    with results_folder(out, "stats") as folder:
        click.echo(blas, err=as_json)
        table = Table(folder / "stats.csv", ["epoch", *columns])
        record = RunRecord(folder, "stats", table.path.name, settings_of(ctx))

        with progress(epochs * len(modes), to_stderr=as_json) as show:

            def train(one: str) -> None:
                def tell(epoch: int, so_far: TrainingStats) -> None:
                    figures = [float(values[-1]) for values in so_far]
                    whole = f"{epochs} of {epochs} epochs by hand and " if one != modes[0] else ""
                    interruptions.how_far = f" after {whole}{epoch} of {epochs} epochs {MODES[one]}"
                    if one == modes[0]:
                        table.add(epoch, *figures, *[None] * (len(columns) - len(figures)))
                        if epoch == 1:
                            record.write()
                    else:
                        table.rows[epoch - 1][-len(figures) :] = figures
                        table.write()
                    label = f"{MODES[one]}  " if len(modes) > 1 else ""
                    show(
                        epochs * modes.index(one) + epoch,
                        f"{label}epoch {epoch:>3}/{epochs}  {_stats_line(figures)}",
                    )
                    if page:
                        page.watch(epoch)

                np.random.seed(seed)  # noqa: NPY002 (the handouts draw from the global generator)
                network = spring_network(MODES[one], hidden, activation, bn, lr, momentum, dtype)
                if page:
                    page.begin(MODES[one], network)
                get_training_stats(network, dset, epochs, batch_size, on_epoch=tell)

            stopped = interruptions.run(*(partial(train, one) for one in modes))

        if stopped and not table.rows:
            raise stopped
        with interruptions.held():
            table.write()
            runs = _curves(table, modes, names)
            last = dict(zip(columns, table.rows[-1][1:], strict=True))
            figures = {name: value for name, value in last.items() if value is not None}
            record.write(state_after(stopped), figures=figures)
            sizes = "-".join(map(str, [PIXELS, *hidden, CLASSES]))
            function = activation if hidden else "linear"
            ways = " and ".join(MODES[one] for one in runs)
            title = (
                f"{ways}: {sizes}, {function}, {bn} with BN, lr {lr:g}, momentum {momentum:g}, batches of "
                f"{batch_size:,}, seed {seed}"
            )
            first, *second = runs.values()
            overlay, called = second[0] if second else None, [MODES[one] for one in runs]
            figure = plot_stats(first, folder, title, overlay, called)
            if page:
                by_way = {MODES[one]: run for one, run in runs.items()}
                why = reason(stopped, interruptions)
                page.finish(title, picture(figure), by_way, record.content, why)
            tell_folder(f"plots and table{' so far' if stopped else ''}: {folder}", as_json)
            if page:
                tell_folder(f"page: {report}", as_json)
            for one, run in runs.items():
                newest = _stats_line([values[-1] for values in run.values()])
                click.echo((f"{MODES[one]}: " if mode == "both" else "") + newest, err=as_json)
            if second:
                pairs = [zip(first[name], second[0][name], strict=False) for name in names]
                furthest = max(abs(a - b) for pair in pairs for a, b in pair)
                common = "" if len(second[0][names[0]]) == epochs else " that both have been through"
                click.echo(
                    f"the two differ by at most {furthest:.3g} in any figure of any epoch{common}",
                    err=as_json,
                )
            if as_json and not isinstance(stopped, Exception):
                curves = [values for run in runs.values() for values in run.values()]
                print_json(
                    **dict(zip(columns, curves, strict=False)),
                    epochs=epochs,
                    seconds=time.perf_counter() - start,
                    mode=mode,
                    seed=seed,
                    dtype=dtype,
                    out=str(folder),
                    interrupted=stopped is not None,
                )
        if stopped:
            raise stopped


def _curves(table: Table, modes: Sequence[str], names: Sequence[str]) -> dict[str, dict[str, list[float]]]:
    """Of each mode that has been through an epoch: for each name, a figure an epoch."""
    runs = {}
    for i, mode in enumerate(modes):
        rows = [row[1 + i * len(names) :][: len(names)] for row in table.rows]
        rows = [row for row in rows if row[0] is not None]
        if rows:
            runs[mode] = {
                name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
            }
    return runs


def _stats_line(figures: Sequence[float]) -> str:
    """The four figures of an epoch."""
    loss, error, val_loss, val_error = figures
    return f"training loss {loss:.4f} error {error:.4f}  validation loss {val_loss:.4f} error {val_error:.4f}"
