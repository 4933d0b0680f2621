#!/usr/bin/env python3
"""The statistics run of Spring 2020:  python3 autograder/hw1_autograder/test.py --outpath DIR"""

import sys
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cli  # noqa: E402 (the line above lets this file run as a script, as the handout has it)


@click.command()
@click.option(
    "--outpath", required=True, type=click.Path(), help="Folder for the plots; made where it is missing."
)
@click.option("--epochs", default="200", show_default=True, help="Number of passes over all training images.")
def main(outpath: str, epochs: str) -> None:
    """Train the handout's network by hand, and leave its four plots in a folder: `cli.py stats`."""
    cli.main(["stats", f"--out={outpath}", f"--epochs={epochs}"])


if __name__ == "__main__":
    main()
