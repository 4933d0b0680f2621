#!/usr/bin/env python3
"""The command line. The commands themselves are in commands/."""

import click

from commands.comparing import bench, crosscheck
from commands.console import Commands
from commands.grading import grade, grade_all
from commands.handin import handin
from commands.training import mnist, stats


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
def main() -> None:
    """MyTorch: the same gradient, reached by hand and by autograd."""


for command in (mnist, stats, handin, crosscheck, bench, grade, grade_all):
    main.add_command(command)

if __name__ == "__main__":
    main()
