"""The command `train`: a small network for the user's own data.

Every result is written to the run's folder at once, and the model as soon as it is the best so far; a run
that is stopped leaves both, and the plot of its epochs.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from typing import Any

import click
from click.core import ParameterSource

from hw1 import threads
from hw1.output import Table, results_folder
from mytorch_twins.console import Sizes, print_json, progress, tell_folder
from mytorch_twins.interruption import Interruptions, pass_interruptions, reason, state_after
from mytorch_twins.run_options import CLASSES, IMAGES, NOTHING_YET, PIXELS, run_options, settings_of
from mytorch_twins.size import check_size
from mytorch_twins.values import Number

__all__ = ["ModelName", "default_dtype", "train"]

MOST_LAYERS = 1_000
RATES = {"sgd": 0.1, "adam": 0.001, "adamw": 0.001, "rmsprop": 0.001, "adagrad": 0.01}
MOMENTUMS = {"sgd": 0.9, "rmsprop": 0.0}  # of the optimizers that have one
LENET = [400, 120, 84, CLASSES]  # the layers that have most of its weights
ALL_MODELS = ("mlp", "lenet")


class ModelName(click.ParamType):
    """The type of an option for a model: one of some names, or FILE.py:function.

    what: what is named in the file, instead of a function.
    """

    name = "MODEL"

    def __init__(self, *names: str, what: str = "function") -> None:
        self.names, self.what = names, what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        file, _, function = value.rpartition(":")
        if value in self.names or (file.endswith(".py") and function.isidentifier() and "\0" not in file):
            return value
        self.fail(f"{value!r} is not {', '.join([*self.names, f'FILE.py:{self.what}'])}.", param, ctx)


@contextlib.contextmanager
def default_dtype(dtype: str | None = None) -> Iterator[None]:
    """A context with this default dtype, if one is given; afterwards it is as it was before."""
    from mytorch import get_default_dtype, set_default_dtype  # which loads NumPy

    before = get_default_dtype()
    try:
        if dtype:
            set_default_dtype(dtype)
        yield
    finally:
        set_default_dtype(before)


def _check_usage(ctx: click.Context, model: str, hidden: list[int], optimizer: str, data: str | None) -> None:
    """Report wrong usage of options that would be ignored, and of too many layers."""

    def given(name: str) -> bool:
        return ctx.get_parameter_source(name) != ParameterSource.DEFAULT

    reasons = {
        "hidden": model != "mlp" and f"{model} has its own layers; leave it out.",
        "dropout": model not in ALL_MODELS and f"{model} has its own layers; leave it out.",
        "momentum": optimizer not in MOMENTUMS and f"{optimizer} has no momentum to set; leave it out.",
        "label": (data is None or os.path.isdir(data)) and "only a CSV file has columns; leave it out.",
    }
    for name, advice in reasons.items():
        if advice and given(name):
            raise click.BadParameter(advice, param_hint=f"--{name}")
    if len(hidden) > MOST_LAYERS:
        raise click.BadParameter(
            f"{len(hidden):,} layers are too many; at most {MOST_LAYERS:,}.", param_hint="--hidden"
        )


@click.command(short_help="Train a small network on your own data.")
@click.option(
    "--model",
    type=ModelName(*ALL_MODELS),
    default="mlp",
    help="Network: mlp, dense layers with ReLU; lenet, LeNet-5 for images; or FILE.py:function, a function "
    "of yours that returns a mytorch Module.",
)
@click.option(
    "--hidden",
    type=Sizes(),
    default="256,128",
    help="Number of units in each hidden layer of an mlp, from the first to the last, separated by commas; "
    '"" for no hidden layer, which is a linear classifier.',
)
@click.option(
    "--dropout",
    type=Number(0, 1, max_open=True),
    default=0.0,
    help="Share of the units of each hidden dense layer that each step leaves out, from 0 (none) to below 1.",
)
@click.option(
    "--optimizer",
    type=click.Choice([*RATES]),
    default="adam",
    help="Rule by which a step changes the weights.",
)
@click.option(
    "--weight-decay",
    type=Number(min=0),
    default=0.0,
    help="Weight decay: the multiple of each weight that is added to its gradient (adamw: by which lr "
    "makes it smaller).",
)
@click.option(
    "--schedule",
    type=click.Choice(["none", "step", "cosine", "onecycle", "plateau"]),
    default="none",
    help="How the learning rate changes: a tenth after each third of the epochs (step); down to 0 along a "
    "cosine; up to --lr and down again (onecycle); less where the validation loss no longer falls (plateau).",
)
@click.option(
    "--augment",
    type=click.Choice(["none", "shift"]),
    default="none",
    help="Change of training images that keeps their class: shift moves each by up to 2 pixels at random.",
)
@click.option(
    "--label",
    help="Name of the column with the label, for a CSV file.  "
    "[default: the column called label, or the last one]",
)
@run_options(
    inputs="images or rows",
    data="Folder with four IDX files, as MNIST's; or a CSV file, or an NPZ file.",
    epochs=10,
    batch_size=100,
    dtype="float32",
    seed=0,
    lr=", ".join(f"{rate:g} for {name}" for name, rate in RATES.items()),
    momentum=", ".join(f"{momentum:g} for {name}" for name, momentum in MOMENTUMS.items()),
)
@pass_interruptions
@click.pass_context
def train(
    ctx: click.Context,
    interruptions: Interruptions,
    model: str,
    hidden: list[int],
    dropout: float,
    optimizer: str,
    weight_decay: float,
    schedule: str,
    augment: str,
    label: str | None,
    epochs: int,
    batch_size: int,
    lr: float | None,
    momentum: float | None,
    dtype: str,
    seed: int,
    data: str | None,
    out: str | None,
    report: str | None,
    as_json: bool,
) -> None:
    """Train a small network, and save the model that is best on the validation part.

    The data is MNIST; a folder with four IDX files, as MNIST's; a CSV file with a row of column names and a
    column with the label; or an NPZ file with arrays x and y, or x_train, y_train, x_test and y_test. Parts
    for validation and for the test that the data does not have are split off at random, 15 % of the rows
    each. Inputs are shifted and scaled to a mean of 0 and a deviation of 1.

    The folder gets model.safetensors, which `predict` uses and other programs can read; epochs.csv with the
    figures of each epoch; and epochs.png. A run that is interrupted (Ctrl-C, SIGTERM, SIGHUP) or whose loss
    becomes infinite leaves the best model so far, and the figures.

    Exit code 0: trained. 1: training failed, or the loss became infinite. 2: wrong usage. 128 plus the
    signal's number: interrupted; --json then prints the results so far, with "interrupted": true.
    """
    _check_usage(ctx, model, hidden, optimizer, data)
    start = time.perf_counter()
    sizes = LENET if model == "lenet" else [PIXELS, *hidden, CLASSES]
    weights = check_size(sizes, batch_size, dtype, "--hidden")
    threads.choose(weights, min(batch_size, IMAGES))
    interruptions.how_far = NOTHING_YET

    import numpy as np

    import mytorch
    from hw1.jobs.datasets import Scale, load_data
    from hw1.jobs.fit import Epoch, Inputs, Settings, Step, better, fit, measure
    from hw1.jobs.models import Description, build, fits_flat
    from hw1.jobs.saved_model import facts_of, save_model
    from hw1.plots import picture, plot_epochs
    from hw1.run_record import RunRecord

    dataset = load_data(data, label, seed)
    if augment != "none" and len(dataset.input_shape) == 1:
        raise click.BadParameter("rows of a table cannot be shifted; leave it out.", param_hint="--augment")
    if model == "mlp":
        shape = dataset.input_shape
        check_size([int(np.prod(shape)), *hidden, len(dataset.classes)], batch_size, dtype, "--hidden")
    lr = RATES[optimizer] if lr is None else lr
    momentum = MOMENTUMS.get(optimizer, 0.0) if momentum is None else momentum
    settings = Settings(optimizer, lr, momentum, weight_decay, schedule, epochs, batch_size, augment)
    own = model not in ALL_MODELS
    description = Description(model, tuple(hidden) if model == "mlp" else (), 0.0 if own else dropout)

    with results_folder(out, "train") as folder, default_dtype(dtype):
        np.random.seed(seed)  # noqa: NPY002 (weights, order, dropout and shifts come from it)
        network = build(description, dataset.input_shape, len(dataset.classes))
        scale = Scale.of(dataset.train.x)
        some = scale.apply(dataset.train.x[:2], np.dtype(dtype))
        inputs = Inputs(scale, fits_flat(network, some, len(dataset.classes)))
        page = None
        if report:
            from hw1.reports.train_report import TrainReport

            page = TrainReport(report, network, dataset, inputs)
        facts = facts_of(dataset, description, inputs)
        weights = sum(parameter.data.size for parameter in network.parameters())
        click.echo(f"{dataset}; {weights:,} weights", err=as_json)

        table = Table(folder / "epochs.csv", Epoch._fields)
        decided = {
            "lr": lr,
            "momentum": momentum if optimizer in MOMENTUMS else None,
            "hidden": hidden if model == "mlp" else None,
            "dropout": None if own else dropout,
        }
        record = RunRecord(folder, "train", table.path.name, settings_of(ctx, **decided))
        file = folder / "model.safetensors"
        best: list[Epoch] = []  # the best so far comes last
        test: list[float] = []  # loss and accuracy of the best model

        with progress(epochs, to_stderr=as_json) as show:

            def tell_step(step: Step) -> None:
                show(step.epoch - 1 + step.batch / step.batches, None)

            def tell_epoch(epoch: Epoch) -> None:
                interruptions.how_far = f" after {epoch.epoch} of {epochs} epochs"
                with interruptions.held():
                    if better(epoch, best[-1] if best else None):
                        save_model(file, network, facts, **epoch._asdict())
                        best.append(epoch)
                    table.add(*epoch)
                    if len(table.rows) == 1:
                        record.write()
                show(
                    epoch.epoch,
                    f"epoch {epoch.epoch:>{len(str(epochs))}}/{epochs}  loss {epoch.training_loss:.4f}"
                    f"  validation loss {epoch.validation_loss:.4f}"
                    f"  validation accuracy {epoch.validation_accuracy:.4f}"
                    f"{' *' if best[-1] is epoch else ''}",
                )
                if page:
                    page.watch(epoch.epoch)

            def run() -> None:
                fit(network, dataset, inputs, settings, tell_step, tell_epoch)
                network.load_state_dict(mytorch.load(file))
                test.extend(measure(network, dataset.test, inputs))

            stopped = interruptions.run(run)

        if stopped and not table.rows:
            raise stopped
        with interruptions.held():
            table.write()
            columns = dict(zip(Epoch._fields, map(list, zip(*table.rows, strict=True)), strict=True))
            kept = best[-1]
            figures = {"best_epoch": kept.epoch, "validation_accuracy": kept.validation_accuracy}
            if test:
                figures["test_accuracy"] = test[1]
            record.write(state_after(stopped), figures=figures)
            title = f"{description.model}, {optimizer}, lr {lr:g}, batches of {batch_size:,}, seed {seed}"
            figure = plot_epochs(
                {name: columns[f"{name}_loss"] for name in ("training", "validation")},
                {name: columns[f"{name}_accuracy"] for name in ("training", "validation")},
                kept.epoch,
                title,
                folder / "epochs.png",
            )
            if page:
                network.load_state_dict(mytorch.load(file))
                why = reason(stopped, interruptions)
                page.finish(title, picture(figure), columns, kept.epoch, record.content, why)
            tell_folder(f"model, table and plot{' so far' if stopped else ''}: {folder}", as_json)
            if page:
                tell_folder(f"page: {report}", as_json)
            line = f"best model, of epoch {kept.epoch}: validation accuracy {kept.validation_accuracy:.4f}"
            click.echo(line + (f", test accuracy {test[1]:.4f}" if test else ""), err=as_json)
            if as_json and not isinstance(stopped, Exception):
                print_json(
                    validation_accuracy=kept.validation_accuracy,
                    test_accuracy=test[1] if test else None,
                    best_epoch=kept.epoch,
                    epochs=columns,
                    classes=dataset.classes,
                    model=str(file),
                    seconds=time.perf_counter() - start,
                    seed=seed,
                    dtype=dtype,
                    out=str(folder),
                    interrupted=stopped is not None,
                )
        if stopped:
            raise stopped
