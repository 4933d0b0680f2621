"""Training on MNIST: `mnist` by autograd, `stats` by hand, by autograd or both."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import click

from commands.console import Sizes, print_json, progress

__all__ = ["mnist", "stats"]


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


@click.command()
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
    with progress(epochs, to_stderr=as_json) as show:

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
        print_json(
            validation_accuracies=accuracies, validation_accuracy=validation_accuracy,
            test_accuracy=test_accuracy, epochs=epochs, seconds=time.perf_counter() - start, seed=seed,
            dtype=dtype, out=str(folder),
        )  # fmt: skip


@click.command()
@click.option(
    "--mode", type=click.Choice(["classic", "autograd", "both"]), default="classic",
    help="Who does the calculus; both: one after the other from the same start, curves overlaid.",
)  # fmt: skip
@_run_options(epochs=200, batch_size=100, lr=1e-3, momentum=0.856, dtype="float64", seed=0)
@click.option("--hidden", type=Sizes(), default="32,32,32", help='Units of the hidden layers; "" for none.')
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
    with progress(epochs * len(modes), to_stderr=as_json) as show:

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
    function = activation if hidden else "linear"
    plot_stats(
        columns, folder,
        f"{' and '.join(modes)}: {sizes}, {function}, {bn} with BN, lr {lr:g}, momentum {momentum:g}",
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
        print_json(
            **columns, epochs=epochs, seconds=time.perf_counter() - start, mode=mode, seed=seed, dtype=dtype,
            out=str(folder),
        )  # fmt: skip


def _stats_line(columns: Mapping[str, Any]) -> str:
    """The newest of each figure."""
    loss, error, val_loss, val_error = (columns[name][-1] for name in columns)
    return f"training loss {loss:.4f} error {error:.4f}  validation loss {val_loss:.4f} error {val_error:.4f}"
