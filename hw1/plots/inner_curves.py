"""What goes on inside a network while it trains: a line for each layer."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from hw1.plots.figures import STYLES, tidy

__all__ = ["draw_inside"]


def draw_inside(
    epochs: Sequence[float],
    gradients: Mapping[str, Sequence[float]],
    outputs: Mapping[str, Sequence[float]],
) -> Figure:
    """Draw the size of each layer's gradient, and the spread of its outputs, over the epochs, side by side.

    gradients, outputs: for each layer, at most eight, a number at each of the epochs, at least 0.
    """
    figure = Figure(figsize=(10, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes, lines in ((left, gradients), (right, outputs)):
        for (name, values), (colour, marker) in zip(lines.items(), STYLES, strict=False):
            axes.plot(
                epochs,
                values,
                color=colour,
                marker=marker if len(epochs) <= 30 else None,
                markersize=5,
                label=name,
            )
        axes.set_xlabel("epochs of training (0: before it)")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        tidy(axes)
    if any(value > 0 for values in gradients.values() for value in values):
        left.set_yscale("log")
        low, high = left.get_ylim()
        left.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 100 * low else (1,)))
        left.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        left.yaxis.set_minor_formatter(NullFormatter())
    left.set_ylabel("gradient of a weight, root mean square")
    right.set_ylabel("outputs, standard deviation")
    right.set_ylim(bottom=0)
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    return figure
