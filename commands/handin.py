"""`handin`: what the course's graders unpack."""

from pathlib import Path

import click

__all__ = ["handin"]


@click.command()
@click.argument("term", type=click.Choice(["spring", "fall"]))
@click.option("--out", type=click.Path(dir_okay=False), default="handin.tar", help="The tar to write.")
@click.option("--plots", type=click.Path(exists=True, file_okay=False), help="Folder to take plots from.")
def handin(term: str, out: str, plots: str | None) -> None:
    """Make the tar that the course's grader unpacks.

    Plots are taken along where there are any: from hw1/ in spring, from the top folder in fall, or from
    --plots.
    """
    from hw1.handin import build_handin
    from hw1.output import write_file

    tar, names = build_handin(term, Path(plots) if plots else None)
    write_file(Path(out), tar)
    click.echo("\n".join(names))
    click.echo(f"{out}: {len(names)} files, {len(tar):,} bytes")
