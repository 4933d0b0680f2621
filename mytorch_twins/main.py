"""The command line. It starts as `python cli.py` in a checkout, as `mytorch`, or as `python -m mytorch`."""

import click

from mytorch_twins.compare_command import compare
from mytorch_twins.console import Commands
from mytorch_twins.evidence_commands import bench, crosscheck
from mytorch_twins.grade_commands import grade, grade_all
from mytorch_twins.graph_command import graph
from mytorch_twins.handin_command import handin
from mytorch_twins.mnist_command import mnist
from mytorch_twins.predict_command import predict
from mytorch_twins.stats_command import stats
from mytorch_twins.train_command import train

__all__ = ["main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
def main() -> None:
    """MyTorch: the same gradient, reached by hand and by autograd."""


for command in (mnist, stats, train, predict, graph, compare, handin, crosscheck, bench, grade, grade_all):
    main.add_command(command)
