"""Training on MNIST: `mnist` by autograd, `stats` by hand, by autograd or both.

What a run finds is in its folder as soon as it is found, and a run that is stopped leaves the plots of it.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click

from hw1 import threads
from hw1.output import Table, results_folder
from mytorch_twins.console import Sizes, json_option, print_json, progress, tell_folder
from mytorch_twins.interruption import Interruptions, pass_interruptions
from mytorch_twins.size import check_size
from mytorch_twins.values import Number, Place

__all__ = ["mnist", "stats"]

MOST = 1_000_000  # epochs, and images in a batch: more is a slip of the finger
IMAGES, PIXELS, CLASSES = 55_000, 28 * 28, 10  # of MNIST's training set
MOST_LAYERS = 1_000
_NOTHING = " before the first epoch was over: there is nothing to keep"
_WAYS = {"classic": "by hand", "autograd": "by autograd"}


def _run_options(**defaults: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that every training run has, with its own defaults."""
    options: list[Callable[[Any], Any]] = [
        click.option(
            "--epochs", type=click.IntRange(1, MOST), help="Number of passes over all training images."
        ),
        click.option("--batch-size", type=click.IntRange(1, MOST), help="Number of images in a step."),
        click.option(
            "--lr", type=Number(min=0, min_open=True),
            help="Learning rate: how far a step goes, as a multiple of the gradient.",
        ),
        click.option(
            "--momentum", type=Number(0, 1, max_open=True),
            help="Momentum: the part of the last step that is added to the next, from 0 (none) to below 1.",
        ),
        click.option(
            "--dtype", type=click.Choice(["float32", "float64"]),
            help="Precision of the weights and of all that is computed.",
        ),
        click.option(
            "--seed", type=click.IntRange(0, 2**32 - 1),
            help="Seed of the random numbers: the same seed gives the same weights and order of images.",
        ),
        click.option(
            "--data", type=Place(),
            help="Folder with the four files of MNIST, or of a data set in the same form.  "
            "[default: MNIST, which is included]",
        ),
        click.option(
            "--out", type=Place(),
            help="Folder for the plots and the table; made where it is missing.  "
            "[default: a new folder in runs/]",
        ),
        json_option("the results", "they are printed as text"),
    ]  # fmt: skip

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        for parameter in command.__click_params__:  # type: ignore[attr-defined]
            parameter.default = defaults.get(parameter.name, parameter.default)
        return command

    return decorate


@click.command(short_help="Train on MNIST by autograd (Fall 2020).")
@_run_options(epochs=3, batch_size=100, lr=0.1, momentum=0.9, dtype="float32", seed=0)
@click.option("--hidden", type=click.IntRange(min=1), default=20, help="Number of units in the hidden layer.")
@pass_interruptions
def mnist(
    interruptions: Interruptions, epochs: int, batch_size: int, lr: float, momentum: float, hidden: int,
    dtype: str, seed: int, data: str | None, out: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Train a network on MNIST by autograd (Fall 2020), and plot its accuracy.

    The accuracy on the validation set is taken every 100 batches, and is in the folder's table at once. A run
    that is interrupted (Ctrl-C, SIGTERM, SIGHUP) or whose loss becomes infinite leaves the plot of what there
    is. The number of threads for matrix products follows the network's size, unless OPENBLAS_NUM_THREADS or
    its like are set.

    Exit code 0: trained. 1: it could not, or the loss became infinite. 2: wrong usage. 128 and the signal's
    number: interrupted; --json then prints what there is, with "interrupted": true.
    """
    if batch_size < 2:
        raise click.BadParameter("BatchNorm trains on 2 images and more.", param_hint="--batch-size")
    start = time.perf_counter()
    weights = check_size([PIXELS, hidden, CLASSES], batch_size, dtype, "--hidden")
    blas = threads.choose(weights, min(batch_size, IMAGES))
    interruptions.how_far = _NOTHING

    import numpy as np

    import mytorch
    from hw1.data import DATA_FOLDER, load_mnist
    from hw1.mnist import Progress, build_model, train, validate
    from hw1.plots import plot_validation_accuracy

    images = load_mnist(data or DATA_FOLDER)
    with results_folder(out, "mnist") as folder:
        click.echo(blas, err=as_json)
        table = Table(folder / "validation_accuracy.csv", ["epoch", "batch", "loss", "validation_accuracy"])
        times: list[float] = []
        final: list[float] = []  # the accuracies of the trained network: validation, test

        with progress(epochs, to_stderr=as_json) as show:

            def report(step: Progress) -> None:
                done, line = step.epoch - 1 + step.batch / step.batches, None
                if step.validation_accuracy is not None:
                    times.append(done)
                    interruptions.how_far = f" in epoch {step.epoch} of {epochs}"
                    table.add(step.epoch, step.batch, step.loss, step.validation_accuracy)
                    line = (
                        f"epoch {step.epoch}/{epochs}  batch {step.batch:>4}/{step.batches}"
                        f"  loss {step.loss:.4f}  validation accuracy {step.validation_accuracy:.4f}"
                    )
                show(done, line)

            def run() -> None:
                np.random.seed(seed)  # noqa: NPY002 (the handouts draw from the global generator)
                model = build_model(hidden)
                optimizer = mytorch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
                train(
                    model, optimizer, mytorch.nn.CrossEntropyLoss(), *images.train, *images.validation,
                    epochs, batch_size=batch_size, report=report,
                )  # fmt: skip
                final.extend([validate(model, *images.validation), validate(model, *images.test)])

            before = mytorch.get_default_dtype()
            mytorch.set_default_dtype(dtype)
            stopped = interruptions.run(run)
            mytorch.set_default_dtype(before)

        accuracies = [row[-1] for row in table.rows]
        if stopped and not accuracies:
            raise stopped
        with interruptions.held():
            table.write()
            heights = accuracies + final[:1]
            plot_validation_accuracy(
                [*times, epochs][: len(heights)], heights, folder / "validation_accuracy.png"
            )
            tell_folder(f"plot and table{' so far' if stopped else ''}: {folder}", as_json)
            if final:
                click.echo(f"validation accuracy {final[0]:.4f}, test accuracy {final[1]:.4f}", err=as_json)
            if as_json and not isinstance(stopped, Exception):
                validation_accuracy, test_accuracy = final or (None, None)
                print_json(
                    validation_accuracies=accuracies, validation_accuracy=validation_accuracy,
                    test_accuracy=test_accuracy, epochs=epochs, seconds=time.perf_counter() - start,
                    seed=seed, dtype=dtype, out=str(folder), interrupted=stopped is not None,
                )  # fmt: skip
        if stopped:
            raise stopped


@click.command(short_help="Train on MNIST by hand or by autograd (Spring 2020).")
@click.option(
    "--mode", type=click.Choice(["classic", "autograd", "both"]), default="classic",
    help="Who computes the gradients: classic, by hand; autograd; or both, one after the other from the same "
    "start, their curves in one plot.",
)  # fmt: skip
@_run_options(epochs=200, batch_size=100, lr=1e-3, momentum=0.856, dtype="float64", seed=0)
@click.option(
    "--hidden", type=Sizes(), default="32,32,32",
    help="Number of units in each hidden layer, from the first to the last, separated by commas; "
    '"" for no hidden layer, which is a linear classifier.',
)  # fmt: skip
@click.option(
    "--activation", type=click.Choice(["sigmoid", "tanh", "relu"]), default="sigmoid",
    help="Activation function of the hidden layers.",
)  # fmt: skip
@click.option(
    "--bn", type=click.IntRange(min=0), default=0,
    help="Number of layers with batch normalisation, counted from the first one.",
)  # fmt: skip
@pass_interruptions
def stats(
    interruptions: Interruptions, mode: str, epochs: int, batch_size: int, lr: float, momentum: float,
    hidden: list[int], activation: str, bn: int, dtype: str, seed: int, data: str | None, out: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Train the Spring 2020 network, by hand or by autograd, and plot its losses and errors.

    The figures of an epoch are in the folder's table as soon as it ends. A run that is interrupted (Ctrl-C,
    SIGTERM, SIGHUP) or whose loss becomes infinite leaves the plots of what there is. The number of threads
    for matrix products follows the network's size, unless OPENBLAS_NUM_THREADS or its like are set.

    Exit code 0: trained. 1: it could not, or the loss became infinite. 2: wrong usage. 128 and the signal's
    number: interrupted; --json then prints what there is, with "interrupted": true.
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
    interruptions.how_far = _NOTHING

    import numpy as np

    from classic_mlp.training import TrainingStats, get_training_stats
    from hw1.data import DATA_FOLDER, load_mnist
    from hw1.plots import plot_stats
    from hw1.stats import build_network, standardise

    dset = standardise(load_mnist(data or DATA_FOLDER), dtype)
    modes = ["classic", "autograd"] if mode == "both" else [mode]
    names = TrainingStats._fields
    columns = [f"{one}_{name}" for one in modes for name in names] if mode == "both" else list(names)
    with results_folder(out, "stats") as folder:
        click.echo(blas, err=as_json)
        table = Table(folder / "stats.csv", ["epoch", *columns])

        with progress(epochs * len(modes), to_stderr=as_json) as show:

            def train(one: str) -> None:
                def report(epoch: int, so_far: TrainingStats) -> None:
                    figures = [float(values[-1]) for values in so_far]
                    whole = f"{epochs} of {epochs} epochs by hand and " if one != modes[0] else ""
                    interruptions.how_far = f" after {whole}{epoch} of {epochs} epochs {_WAYS[one]}"
                    if one == modes[0]:
                        table.add(epoch, *figures, *[None] * (len(columns) - len(figures)))
                    else:
                        table.rows[epoch - 1][-len(figures) :] = figures
                        table.write()
                    label = f"{one}  " if len(modes) > 1 else ""
                    show(
                        epochs * modes.index(one) + epoch,
                        f"{label}epoch {epoch:>3}/{epochs}  {_stats_line(figures)}",
                    )

                np.random.seed(seed)  # noqa: NPY002 (the handouts draw from the global generator)
                network = build_network(one, hidden, activation, bn, lr, momentum, dtype)
                get_training_stats(network, dset, epochs, batch_size, on_epoch=report)

            stopped = interruptions.run(*(partial(train, one) for one in modes))

        if stopped and not table.rows:
            raise stopped
        with interruptions.held():
            table.write()
            runs = _curves(table, modes, names)
            sizes = "-".join(map(str, [PIXELS, *hidden, CLASSES]))
            function = activation if hidden else "linear"
            title = (
                f"{' and '.join(runs)}: {sizes}, {function}, {bn} with BN, lr {lr:g}, momentum {momentum:g}"
            )
            first, *second = runs.values()
            plot_stats(first, folder, title, overlay=second[0] if second else None)
            tell_folder(f"plots and table{' so far' if stopped else ''}: {folder}", as_json)
            for one, run in runs.items():
                newest = _stats_line([values[-1] for values in run.values()])
                click.echo((f"{one}: " if mode == "both" else "") + newest, err=as_json)
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
                    **dict(zip(columns, curves, strict=False)), epochs=epochs,
                    seconds=time.perf_counter() - start, mode=mode, seed=seed, dtype=dtype,
                    out=str(folder), interrupted=stopped is not None,
                )  # fmt: skip
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
