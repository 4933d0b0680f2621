#!/usr/bin/env python3
"""The statistics run of Spring 2020:  python3 autograder/hw1_autograder/test.py --outpath DIR"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that this file can be run as a script

from hw1.find_python import use_venv  # noqa: E402

use_venv()

import click  # noqa: E402

from mytorch_twins.main import main as commands  # noqa: E402


@click.command()
@click.option(
    "--outpath", required=True, type=click.Path(), help="Folder for the plots; made where it is missing."
)
@click.option("--epochs", default="200", show_default=True, help="Number of passes over all training images.")
@click.option(
    "--hidden",
    default="32,32,32",
    show_default=True,
    help='Number of units in each hidden layer; "" for the linear classifier of 3.5.1 (with --epochs 100).',
)
def main(outpath: str, epochs: str, hidden: str) -> None:
    """Train the handout's network by hand, and leave its four plots in a folder: `cli.py stats`."""
    commands(["stats", f"--out={outpath}", f"--epochs={epochs}", f"--hidden={hidden}"])


if __name__ == "__main__":
    main()
