"""The options that every training run has, and their largest values."""

import os
from collections.abc import Callable
from typing import Any

import click

from mytorch_twins.console import json_option
from mytorch_twins.values import Number, Place

__all__ = ["CLASSES", "IMAGES", "NOTHING_YET", "PIXELS", "run_options", "settings_of"]

NO_SETTINGS = {"out", "report", "as_json"}  # the options that do not decide on any number
MOST = 1_000_000  # largest number of epochs, and of images in a batch; a larger number is a typing error
IMAGES, PIXELS, CLASSES = 55_000, 28 * 28, 10  # of MNIST's training set
NOTHING_YET = " before the first epoch was over: there is nothing to keep"


def run_options(
    *,
    inputs: str = "images",
    data: str = "Folder with the four files of MNIST, or of a data set in the same form.",
    **defaults: Any,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options that every training run has, with these defaults.

    inputs: what is trained on. data: the help of --data, without its default.

    A default of a number that is given as text stands in the help; the command gets None, and decides.
    """
    options: list[Callable[[Any], Any]] = [
        click.option(
            "--epochs", type=click.IntRange(1, MOST), help=f"Number of passes over all training {inputs}."
        ),
        click.option("--batch-size", type=click.IntRange(1, MOST), help=f"Number of {inputs} in a step."),
        click.option(
            "--lr",
            type=Number(min=0, min_open=True),
            help="Learning rate: the size of a step, as a multiple of the gradient.",
        ),
        click.option(
            "--momentum",
            type=Number(0, 1, max_open=True),
            help="Momentum: the part of the last step that is added to the next, from 0 (none) to below 1.",
        ),
        click.option(
            "--dtype",
            type=click.Choice(["float32", "float64"]),
            help="Precision of the weights and of all computations.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**32 - 1),
            help=f"Seed of the random numbers: the same seed gives the same weights and order of {inputs}.",
        ),
        click.option(
            "--data",
            type=Place(),
            help=f"{data}  [default: MNIST, which is included]",
        ),
        click.option(
            "--out",
            type=Place(),
            help="Folder for all that the run leaves; made where it is missing.  "
            "[default: a new folder in runs/]",
        ),
        click.option(
            "--report",
            type=Place(dir_okay=False),
            help="Write a page on the run, which needs no other file: its curves, its mistakes, and what "
            "went on inside the network.  [default: no page]",
        ),
        json_option("the results", "they are printed as text"),
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        for parameter in command.__click_params__:  # type: ignore[attr-defined]
            default = defaults.get(parameter.name, parameter.default)
            if isinstance(default, str) and isinstance(parameter.type, Number):
                parameter.default, parameter.show_default = None, default
            else:
                parameter.default = default
        return command

    return decorate


def settings_of(ctx: click.Context, **decided: Any) -> dict[str, Any]:
    """The options that decide on a run's numbers, by name, in the order of the help.

    decided: values of options whose default depends on others.
    """
    values = ctx.params | decided
    if values["data"] is not None:
        values["data"] = os.path.abspath(values["data"])
    names = [option.name for option in ctx.command.params if option.name]
    return {name.replace("_", "-"): values[name] for name in names if name not in NO_SETTINGS}
