"""The command `predict`: the class of a picture, or of each row of a CSV file, by a trained model."""

from pathlib import Path

import click

from hw1 import threads
from mytorch_twins.console import json_option, print_json
from mytorch_twins.train_command import ModelName, default_dtype
from mytorch_twins.values import Place

__all__ = ["predict"]

SHOWN = 10  # classes of each row


@click.command(short_help="Predict classes with a model that `train` saved.")
@click.argument("file", metavar="MODEL", type=Place())
@click.argument("data", metavar="IMAGE|CSV", type=Place())
@click.option(
    "--invert/--no-invert",
    default=None,
    help="Exchange dark and light in the picture, or do not. Without it, they are exchanged if the picture's "
    "background is light and the training images' is dark, or the other way round; a line says so.",
)
@click.option(
    "--model",
    type=ModelName(),
    help="FILE.py:function that built the model, for a model of your own code, which is run again.  "
    "[default: none]",
)
@json_option("classes and probabilities", "they are printed as text")
def predict(file: str, data: str, invert: bool | None, model: str | None, as_json: bool) -> None:
    """Predict the class of a picture (PNG), or of each row of a CSV file, with its probabilities.

    MODEL is a model.safetensors that `train` wrote. A picture may be grey or coloured, and of any size: each
    pixel of the model's images becomes the mean of the area that it covers. A CSV file needs the columns that
    the model was trained on, in any order; if it has the label too, the accuracy is printed at the end.

    Exit code 0: predicted. 1: a file is missing, wrong or does not fit the model. 2: wrong usage.
    """
    threads.choose(0, 1)

    from hw1.jobs.prediction import predict as predict_file
    from hw1.jobs.saved_model import load_model

    with default_dtype():  # which becomes the model's
        network, facts = load_model(file, model)
        found = predict_file(network, facts, Path(data), invert)

    if found.inverted and invert is None:
        click.echo("dark and light exchanged: the picture's background is not like the model's", err=True)
    if found.left_out:
        click.echo(f"left out, unknown to the model: {', '.join(found.left_out)}", err=True)
    rows = [dict(zip(found.classes, map(float, row), strict=True)) for row in found.probabilities]
    if as_json:
        print_json(
            predictions=[
                {"class": name, "probabilities": row} for name, row in zip(found.names, rows, strict=True)
            ],
            accuracy=found.accuracy,
            inverted=found.inverted,
        )
        return
    for i, (name, row) in enumerate(zip(found.names, rows, strict=True), 1):
        ranked = sorted(row.items(), key=lambda pair: -pair[1])[:SHOWN]
        which = "" if found.inverted is not None else f"row {i}: "
        click.echo(f"{which}{name}  ({', '.join(f'{one} {share:.4f}' for one, share in ranked)})")
    if found.accuracy is not None:
        click.echo(f"accuracy {found.accuracy:.4f}, by the column with the label", err=True)
