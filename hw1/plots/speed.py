"""The plot of the benchmark."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from hw1.plots.figures import GREY, STYLES, save, tidy

__all__ = ["plot_benchmark"]


def plot_benchmark(
    ratios: Mapping[str, Mapping[str, tuple[float, float, float]]],
    curves: Mapping[str, Mapping[str, Sequence[tuple[int, float]]]],
    path: Path,
    titles: Mapping[str, str],
) -> None:
    """Draw the time of a training step, as a PNG: as a ratio to PyTorch's, and over the size of the problem.

    ratios: for each workload, for each system, the lower quartile, the median and the upper quartile of the
        ratio.
    titles: for each workload, what a step of it is.
    curves: for each quantity that grows, for each system, pairs of the quantity and the seconds per step.
    If both are empty, no file is made.
    """
    if not ratios and not curves:
        return
    panels: list[Mapping[str, Any]] = [*([ratios] if ratios else []), *curves.values()]
    names = list(dict.fromkeys(name for panel in (*ratios.values(), *curves.values()) for name in panel))
    style = {name: STYLES[i % len(STYLES)] for i, name in enumerate(names)}
    figure = Figure(figsize=(2.6 + 4.4 * len(panels), 5.2), layout="constrained")
    row = list(figure.subplots(1, len(panels), squeeze=False)[0])
    if ratios:
        _ratios(row.pop(0), ratios, style, titles)
    for axes, (quantity, systems) in zip(row, curves.items(), strict=True):
        _growth(axes, quantity, systems, style)
    shapes = [Line2D([], [], color=colour, marker=marker) for colour, marker in style.values()]
    figure.legend(shapes, names, loc="outside lower center", ncols=min(4, len(names)), frameon=False)
    save(figure, path)


def _ratios(
    axes: Axes,
    ratios: Mapping[str, Mapping[str, tuple[float, float, float]]],
    style: Mapping[str, Any],
    titles: Mapping[str, str],
) -> None:
    """Draw a row for each workload, with a mark for each median on a line from quartile to quartile."""
    for row, systems in enumerate(ratios.values()):
        for i, (name, (lower, median, upper)) in enumerate(systems.items()):
            colour, marker = style[name]
            y = row + 0.64 * ((i + 0.5) / len(systems) - 0.5)
            axes.plot([lower, upper], [y, y], color=colour, linewidth=1.5)
            axes.plot(median, y, color=colour, marker=marker, markersize=6)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_yticks(range(len(ratios)), [_label(name, titles.get(name, "")) for name in ratios])
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("time of a step, as a multiple of PyTorch's")
    axes.annotate(
        "← faster than PyTorch",
        (1, 1),
        (-6, 4),
        axes.get_xaxis_transform(),
        "offset points",
        color=GREY,
        ha="right",
    )
    axes.annotate("slower →", (1, 1), (6, 4), axes.get_xaxis_transform(), "offset points", color=GREY)
    axes.grid(axis="x", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)


def _label(name: str, title: str) -> str:
    """The name of a workload, and below it what it is, in lines of at most 30 characters."""
    together = title.replace("batch ", "batch\xa0").replace("shape ", "shape\xa0")  # no break in between
    return "\n".join([name, *textwrap.wrap(together, 30)])


def _growth(
    axes: Axes, quantity: str, systems: Mapping[str, Sequence[tuple[int, float]]], style: Mapping[str, Any]
) -> None:
    """Draw a line for each system. A cost in proportion to the quantity is parallel to the dotted line."""
    for name, points in systems.items():
        colour, marker = style[name]
        axes.plot(*zip(*points, strict=True), color=colour, marker=marker, markersize=5)
    sizes = sorted({size for points in systems.values() for size, _ in points})
    highest = max(points[-1][1] for points in systems.values())
    axes.plot(sizes, [2 * highest * size / sizes[-1] for size in sizes], color="black", linestyle=":")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{1000 * value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(f"{quantity}  (dotted: in proportion)")
    axes.set_ylabel("a step in ms")
    tidy(axes)
