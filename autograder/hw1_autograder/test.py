#!/usr/bin/env python3
"""The statistics run of Spring 2020:  python3 autograder/hw1_autograder/test.py --outpath DIR"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that this file can be run as a script

from hw1.environment import use_venv  # noqa: E402

use_venv()

import click  # noqa: E402

from cli import stats  # noqa: E402


@click.command()
@click.option("--outpath", required=True, type=click.Path(file_okay=False), help="Folder for the plots.")
@click.option("--epochs", type=click.IntRange(min=1), default=200, show_default=True)
@click.pass_context
def main(ctx: click.Context, outpath: str, epochs: int) -> None:
    """Train the handout's network by hand, and leave its four plots in a folder."""
    ctx.invoke(stats, out=outpath, epochs=epochs)


if __name__ == "__main__":
    main()
