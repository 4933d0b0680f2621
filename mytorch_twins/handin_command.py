"""The command `handin`: makes the tar that the course's graders unpack."""

from pathlib import Path

import click

from mytorch_twins.values import Place

__all__ = ["handin"]


@click.command(short_help="Make the tar that the course's grader unpacks.")
@click.argument("term", type=click.Choice(["spring", "fall"]))
@click.option("--out", type=Place(dir_okay=False), default="handin.tar", help="Name of the tar to write.")
@click.option(
    "--plots",
    type=Place(exists=True, file_okay=False),
    help="Folder to take the plots from.  [default: where the handout has them]",
)
def handin(term: str, out: str, plots: str | None) -> None:
    """Make the tar that the course's grader unpacks, of the term spring or fall.

    The plots of a run are included if there are any: by the handouts they are in hw1/ in spring, and in the
    top folder in fall. The names of the files in the tar are printed.

    Exit code 0: the tar was made. 1: it cannot be written. 2: wrong usage.
    """
    from hw1.handin import build_handin
    from hw1.output import write_file

    tar, names = build_handin(term, Path(plots) if plots else None)
    write_file(Path(out), tar)
    click.echo("\n".join(names))
    click.echo(f"{out}: {len(names)} files, {len(tar):,} bytes")
