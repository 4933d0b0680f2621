"""Curves of several runs in one picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from hw1.plots.figures import STYLES, as_percent, plain, save, tidy, zoom

__all__ = ["Curve", "Panel", "plot_panels"]

DASHES: tuple[Literal["-", "--", "-.", ":"], ...] = ("-", "--", "-.", ":")


class Curve(NamedTuple):
    """One quantity of a run over its training time."""

    name: str  # of the run
    epochs: Sequence[float]
    values: Sequence[float]
    stroke: Literal["", "wide", "dashed"] = (
        ""  # of two that may coincide, the first is wide, the second dashed
    )


class Panel(NamedTuple):
    """The curves of one quantity."""

    quantity: str
    is_loss: bool  # drawn on a logarithmic axis; else a share in [0, 1], on a zoomed one
    curves: Sequence[Curve]


def plot_panels(panels: Sequence[Panel], path: Path | None) -> Figure:
    """Draw the panels side by side, with one legend for all, as a PNG if there is a path; returns the figure.

    Each run has a colour, and a dash that changes when the colours are used up.
    """
    names = list(dict.fromkeys(curve.name for panel in panels for curve in panel.curves))
    style = {
        name: (STYLES[i % len(STYLES)], DASHES[i // len(STYLES) % len(DASHES)])
        for i, name in enumerate(names)
    }
    columns = max(1, min(3, 96 // max(map(len, names))))
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(2.2 + 3.4 * len(panels), 4 + 0.22 * rows), layout="constrained")
    shapes: dict[str, Line2D] = {}
    for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        for curve in panel.curves:
            (colour, marker), dash = style[curve.name]
            (line,) = axes.plot(curve.epochs, curve.values, dash, color=colour, linewidth=1.5)
            if len(curve.values) <= 30:
                line.set(marker=marker, markersize=4)
            if curve.stroke == "wide":
                line.set(linewidth=5, alpha=0.45, marker="" if len(curve.values) > 1 else marker)
            elif curve.stroke:
                line.set(linestyle="--", linewidth=1.2)
            shapes[curve.name] = line
        axes.set_xlabel("epochs of training")
        axes.set_ylabel(panel.quantity)
        if panel.is_loss:
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axes.yaxis.set_minor_formatter(NullFormatter())
        else:
            axes.set_ylim(*zoom([curve.values for curve in panel.curves]))
            as_percent(axes)
        tidy(axes)
    figure.legend(
        list(shapes.values()),
        list(map(plain, shapes)),
        loc="outside lower center",
        ncols=columns,
        frameon=False,
    )
    if path:
        save(figure, path)
    return figure
