"""The command `mnist`: training on MNIST by autograd.

Every result is written to the run's folder at once, and a run that is stopped leaves the plots of its
results.
"""

import time

import click

from hw1 import threads
from hw1.output import Table, results_folder
from mytorch_twins.console import print_json, progress, tell_folder
from mytorch_twins.interruption import Interruptions, pass_interruptions, reason, state_after
from mytorch_twins.run_options import CLASSES, IMAGES, NOTHING_YET, PIXELS, run_options, settings_of
from mytorch_twins.size import check_size

__all__ = ["mnist"]


@click.command(short_help="Train on MNIST by autograd (Fall 2020).")
@run_options(epochs=3, batch_size=100, lr=0.1, momentum=0.9, dtype="float32", seed=0)
@click.option("--hidden", type=click.IntRange(min=1), default=20, help="Number of units in the hidden layer.")
@pass_interruptions
@click.pass_context
def mnist(
    ctx: click.Context,
    interruptions: Interruptions,
    epochs: int,
    batch_size: int,
    lr: float,
    momentum: float,
    hidden: int,
    dtype: str,
    seed: int,
    data: str | None,
    out: str | None,
    report: str | None,
    as_json: bool,
) -> None:
    """Train a network on MNIST by autograd (Fall 2020), and plot its accuracy.

    The accuracy on the validation set is measured every 100 batches, and written to the folder's table at
    once. A run that is interrupted (Ctrl-C, SIGTERM, SIGHUP) or whose loss becomes infinite leaves the plot
    of its results so far. The number of threads for matrix products depends on the network's size, unless
    OPENBLAS_NUM_THREADS or a similar variable is set.

    Exit code 0: trained. 1: training failed, or the loss became infinite. 2: wrong usage. 128 plus the
    signal's number: interrupted; --json then prints the results so far, with "interrupted": true.
    """
    if batch_size < 2:
        raise click.BadParameter("BatchNorm trains on 2 images and more.", param_hint="--batch-size")
    start = time.perf_counter()
    weights = check_size([PIXELS, hidden, CLASSES], batch_size, dtype, "--hidden")
    blas = threads.choose(weights, min(batch_size, IMAGES))
    interruptions.how_far = NOTHING_YET

    import numpy as np

    import mytorch
    from hw1.data import DATA_FOLDER, load_mnist
    from hw1.mnist import Progress, build_model, train, validate
    from hw1.plots import picture, plot_validation_accuracy
    from hw1.run_record import RunRecord

    images, page = load_mnist(data or DATA_FOLDER), None
    if report:
        from hw1.reports.mnist_report import MnistReport

        page = MnistReport(report, images, dtype)
    with results_folder(out, "mnist") as folder:
        click.echo(blas, err=as_json)
        table = Table(folder / "validation_accuracy.csv", ["epoch", "batch", "loss", "validation_accuracy"])
        record = RunRecord(folder, "mnist", table.path.name, settings_of(ctx))
        times: list[float] = []
        losses: list[float] = []  # of all batches
        final: list[float] = []  # the accuracies of the trained network: validation, test

        with progress(epochs, to_stderr=as_json) as show:

            def tell(step: Progress) -> None:
                done, line = step.epoch - 1 + step.batch / step.batches, None
                losses.append(step.loss)
                if step.validation_accuracy is not None:
                    times.append(done)
                    interruptions.how_far = f" in epoch {step.epoch} of {epochs}"
                    table.add(step.epoch, step.batch, step.loss, step.validation_accuracy)
                    if len(table.rows) == 1:
                        record.write(steps_per_epoch=step.batches)
                    line = (
                        f"epoch {step.epoch}/{epochs}  batch {step.batch:>4}/{step.batches}"
                        f"  loss {step.loss:.4f}  validation accuracy {step.validation_accuracy:.4f}"
                    )
                show(done, line)
                if page and step.batch == step.batches:
                    page.watch(step.epoch)

            def run() -> None:
                np.random.seed(seed)  # noqa: NPY002 (the handouts draw from the global generator)
                model = build_model(hidden)
                if page:
                    page.begin(model)
                optimizer = mytorch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
                train(
                    model,
                    optimizer,
                    mytorch.nn.CrossEntropyLoss(),
                    *images.train,
                    *images.validation,
                    epochs,
                    batch_size=batch_size,
                    report=tell,
                )
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
            epoch = len(losses) / record.content["steps_per_epoch"]  # how far it went
            figures = dict(zip(("validation_accuracy", "test_accuracy"), final, strict=False))
            record.write(state_after(stopped), figures=figures)
            heights = accuracies + final[:1]
            whens = [*times, epochs][: len(heights)]
            title = (
                f"{PIXELS}-{hidden}-{CLASSES}, BatchNorm, ReLU: lr {lr:g}, momentum {momentum:g}, batches of "
                f"{batch_size:,}, {dtype}, seed {seed}"
            )
            plot = folder / "validation_accuracy.png"
            figure = plot_validation_accuracy(whens, heights, plot, title, losses, epoch)
            if page:
                why = reason(stopped, interruptions)
                page.finish(title, picture(figure), whens, heights, losses, record.content, why)
            tell_folder(f"plot and table{' so far' if stopped else ''}: {folder}", as_json)
            if page:
                tell_folder(f"page: {report}", as_json)
            if final:
                click.echo(f"validation accuracy {final[0]:.4f}, test accuracy {final[1]:.4f}", err=as_json)
            if as_json and not isinstance(stopped, Exception):
                validation_accuracy, test_accuracy = final or (None, None)
                print_json(
                    validation_accuracies=accuracies,
                    validation_accuracy=validation_accuracy,
                    test_accuracy=test_accuracy,
                    epochs=epochs,
                    seconds=time.perf_counter() - start,
                    seed=seed,
                    dtype=dtype,
                    out=str(folder),
                    interrupted=stopped is not None,
                )
        if stopped:
            raise stopped
