"""Every plot; the only place that knows matplotlib."""

import io
from collections.abc import Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from hw1.output import write_file

__all__ = ["plot_validation_accuracy"]

BLUE, GREY = "#1f5fa8", "#7a7a7a"


def plot_validation_accuracy(epochs: Sequence[float], accuracies: Sequence[float], path: Path) -> None:
    """Draw accuracy on the validation set, in [0, 1], over training time in epochs, as a PNG."""
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(epochs, accuracies, color=BLUE, marker="o", markersize=4)
    axes.set_xlabel("epochs of training")
    axes.set_ylabel("validation accuracy")
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    axes.set_ylim(min(0.5, *accuracies), 1)
    axes.set_xlim(left=0)
    axes.grid(axis="y", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.annotate(
        f"{accuracies[-1]:.2%}", (epochs[-1], accuracies[-1]), xytext=(0, -16), textcoords="offset points",
        color=GREY, ha="right",
    )  # fmt: skip
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    FigureCanvasAgg(figure)  # a canvas that needs no screen
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=150)
    write_file(path, picture.getvalue())
