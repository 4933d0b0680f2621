#!/usr/bin/env python3
"""The statistics run of Spring 2020:  python3 autograder/hw1_autograder/test.py --outpath DIR"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that this file can be run as a script

from hw1.environment import use_venv  # noqa: E402

use_venv()

import click  # noqa: E402

from cli import main as cli  # noqa: E402


@click.command()
@click.option("--outpath", required=True, type=click.Path(file_okay=False), help="Folder for the plots.")
@click.option("--epochs", default=200, show_default=True, help="Passes over the training images.")
@click.option(
    "--hidden", default="32,32,32", show_default=True,
    help='Units of the hidden layers; "" for the linear classifier of 3.5.1, which takes --epochs 100.',
)  # fmt: skip
def main(outpath: str, epochs: int, hidden: str) -> None:
    """Train the handout's network by hand, and leave its four plots in a folder."""
    cli(["stats", "--out", outpath, "--epochs", str(epochs), "--hidden", hidden])


if __name__ == "__main__":
    main()
