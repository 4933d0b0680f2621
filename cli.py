#!/usr/bin/env python3
"""The command line. The commands themselves are in commands/."""

from hw1.environment import use_venv

use_venv()

import click  # noqa: E402

from commands.comparing import bench, crosscheck  # noqa: E402
from commands.console import Commands  # noqa: E402
from commands.grading import grade, grade_all  # noqa: E402
from commands.handin import handin  # noqa: E402
from commands.training import mnist, stats  # noqa: E402


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
def main() -> None:
    """MyTorch: the same gradient, reached by hand and by autograd."""


for command in (mnist, stats, handin, crosscheck, bench, grade, grade_all):
    main.add_command(command)

if __name__ == "__main__":
    main()
