#!/usr/bin/env python3
"""The command line: parse, call, print."""

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import click

# What stops a run for a reason that the user can mend is one line and exit code 1, without a traceback.
EXPECTED_ERRORS = ("hw1.data.DataError", "hw1.output.OutputError", "hw1.mnist.TrainingError")


class _Commands(click.Group):
    """The commands, with expected errors turned into one line, and Ctrl-C into exit code 130."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nInterrupted.", err=True)
            ctx.exit(130)
        except Exception as error:
            if f"{type(error).__module__}.{type(error).__name__}" in EXPECTED_ERRORS:
                raise click.ClickException(str(error)) from None
            raise


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
def main() -> None:
    """MyTorch: the same gradient, reached by hand and by autograd."""


@main.command()
@click.option("--epochs", type=click.IntRange(min=1), default=3, help="Passes over the training images.")
@click.option("--batch-size", type=click.IntRange(min=2), default=100, help="Images a step.")
@click.option("--lr", type=click.FloatRange(min=0, min_open=True), default=0.1, help="Learning rate.")
@click.option("--momentum", type=click.FloatRange(0, 1, max_open=True), default=0.9, help="Momentum of SGD.")
@click.option("--hidden", type=click.IntRange(min=1), default=20, help="Units in the hidden layer.")
@click.option("--dtype", type=click.Choice(["float32", "float64"]), default="float32", help="Precision.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, help="Of weights and shuffling.")
@click.option("--data", type=click.Path(), help="Folder of IDX files.  [default: MNIST, included]")
@click.option("--out", type=click.Path(), help="Folder for the results.  [default: a new one in runs/]")
@click.option("--json", "as_json", is_flag=True, help="End stdout with one JSON object; all else on stderr.")
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


@contextlib.contextmanager
def _progress(total: int, to_stderr: bool) -> Iterator[Callable[[float, str | None], None]]:
    """Yields show(done, line): moves a bar on a terminal, and prints the lines anywhere else."""
    stream = sys.stderr if to_stderr else sys.stdout
    if not stream.isatty():
        yield lambda done, line: click.echo(line, file=stream) if line else None
        return
    steps = 1000
    with click.progressbar(length=steps, label="training", file=stream, item_show_func=str) as bar:

        def show(done: float, line: str | None) -> None:
            ahead = int(done / total * steps) - bar.pos
            if ahead or line:
                bar.update(ahead, line or bar.current_item)

        yield show


def _print_json(**values: Any) -> None:
    click.echo(json.dumps(values, allow_nan=False))


if __name__ == "__main__":
    main()
