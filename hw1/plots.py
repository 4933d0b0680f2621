"""All plots but those of graphs, and the reading of pictures."""

import io
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, PercentFormatter

from hw1.data import DataError
from hw1.output import write_file

__all__ = [
    "is_png",
    "plot_benchmark",
    "plot_epochs",
    "plot_stats",
    "plot_validation_accuracy",
    "read_png",
]

BLUE, ORANGE, GREY = "#1f5fa8", "#c8641b", "#7a7a7a"


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
    _tidy(axes)
    _label_end(axes, epochs[-1], accuracies[-1], f"{accuracies[-1]:.2%}", below=True)
    _save(figure, path)


def plot_epochs(
    losses: Mapping[str, Sequence[float]],
    accuracies: Mapping[str, Sequence[float]],
    best: int,
    title: str,
    path: Path,
) -> None:
    """Draw losses and accuracies over the epochs side by side, as a PNG.

    losses, accuracies: for each part, one number for each epoch; losses in nats, accuracies in [0, 1].
    best: the epoch, from 1, whose model is kept; a line marks it.
    """
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    figure.suptitle(title)
    for axes, curves in zip(figure.subplots(1, 2), (losses, accuracies), strict=True):
        for (name, values), colour in zip(curves.items(), (BLUE, ORANGE), strict=True):
            of_losses = curves is losses
            at_best = f"{values[best - 1]:.4f}" if of_losses else f"{values[best - 1]:.2%}"
            marker = "o" if len(values) == 1 else None
            label = f"{name}, {at_best} at the best epoch"
            axes.plot(range(1, len(values) + 1), values, color=colour, marker=marker, label=label)
        axes.axvline(best, color=GREY, linewidth=1, linestyle=":")
        axes.set_xlabel("epoch  (dotted: the best, which is saved)")
        axes.set_ylabel("loss (nats)" if of_losses else "accuracy")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if of_losses:
            axes.set_ylim(bottom=0)
        else:
            axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
        axes.legend(frameon=False)
        _tidy(axes)
    _save(figure, path)


# file, the column it shows, its title, whether it is an error, colour
_STATS = (
    ("train_loss.png", "training_losses", "training loss", False, BLUE),
    ("train_error.png", "training_errors", "training error", True, BLUE),
    ("val_loss.png", "validation_losses", "validation loss", False, ORANGE),
    ("val_error.png", "validation_errors", "validation error", True, ORANGE),
)


def plot_stats(
    stats: Mapping[str, Sequence[float]],
    folder: Path,
    title: str,
    overlay: Mapping[str, Sequence[float]] | None = None,
) -> None:
    """Draw the four plots of the Spring handout, and overview.png with all four, into the folder.

    stats: training_losses, training_errors, validation_losses and validation_errors, one number for each
        epoch; losses in nats, errors as fractions.
    overlay: those of a second run, of at most as many epochs, drawn as black dots over the first run's.
    """
    overlay = overlay or {}
    for file, column, name, is_error, colour in _STATS:
        figure = Figure(figsize=(6, 4), layout="constrained")
        axes = figure.add_subplot()
        _curve(axes, stats[column], name, is_error, colour, overlay.get(column))
        _label_end(axes, len(stats[column]), stats[column][-1], _figure(stats[column][-1], is_error))
        axes.set_ylabel(name if is_error else f"{name} (nats an image)")
        _save(figure, folder / file)

    figure = Figure(figsize=(10, 4.2), layout="constrained")
    figure.suptitle(title)
    for axes, is_error in zip(figure.subplots(1, 2), (False, True), strict=True):
        for _, column, name, of_error, colour in _STATS:
            if of_error == is_error:
                label = f"{name}, {_figure(stats[column][-1], is_error)}"
                _curve(axes, stats[column], label, is_error, colour, overlay.get(column))
        axes.set_ylabel("error" if is_error else "loss (nats an image)")
        axes.legend(frameon=False)
    _save(figure, folder / "overview.png")


# Colours by Okabe and Ito, which colour-blind people can distinguish too. The shapes distinguish the systems
# as well.
_SYSTEMS = (
    (BLUE, "o"),
    (ORANGE, "s"),
    (GREY, "d"),
    ("black", "X"),
    ("#009e73", "^"),
    ("#cc79a7", "v"),
    ("#56b4e9", "P"),
    ("#b39700", "*"),
)


def plot_benchmark(
    ratios: Mapping[str, Mapping[str, tuple[float, float, float]]],
    curves: Mapping[str, Mapping[str, Sequence[tuple[int, float]]]],
    path: Path,
) -> None:
    """Draw the time of a training step, as a PNG: as a ratio to PyTorch's, and over the size of the problem.

    ratios: for each workload, for each system, the lower quartile, the median and the upper quartile of the
        ratio.
    curves: for each quantity that grows, for each system, pairs of the quantity and the seconds per step.
    If both are empty, no file is made.
    """
    if not ratios and not curves:
        return
    panels: list[Mapping[str, Any]] = [*([ratios] if ratios else []), *curves.values()]
    names = list(dict.fromkeys(name for panel in (*ratios.values(), *curves.values()) for name in panel))
    style = {name: _SYSTEMS[i % len(_SYSTEMS)] for i, name in enumerate(names)}
    figure = Figure(figsize=(1 + 4 * len(panels), 4.8), layout="constrained")
    row = list(figure.subplots(1, len(panels), squeeze=False)[0])
    if ratios:
        _ratios(row.pop(0), ratios, style)
    for axes, (quantity, systems) in zip(row, curves.items(), strict=True):
        _growth(axes, quantity, systems, style)
    shapes = [Line2D([], [], color=colour, marker=marker) for colour, marker in style.values()]
    figure.legend(shapes, names, loc="outside lower center", ncols=min(4, len(names)), frameon=False)
    _save(figure, path)


PNG = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 50_000_000  # a picture that claims more is refused before memory is taken for it


def is_png(start: bytes) -> bool:
    """Whether a file that begins with these bytes, 8 or more, is a PNG."""
    return start.startswith(PNG)


def read_png(path: Path) -> np.ndarray:
    """The pixels of a PNG: (height, width), or (height, width, 3 or 4); floats in [0, 1].

    DataError if the file is no PNG, is damaged, or is larger than 50 million pixels.
    """
    content = path.read_bytes()
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    if not is_png(content) or not 0 < width * height <= MOST_PIXELS:
        found = f"a picture of {width:,} x {height:,} pixels" if is_png(content) else "no PNG"
        raise DataError(f"{str(path)!r} is {found}; expected a PNG of up to {MOST_PIXELS:,} pixels.")
    try:
        return np.asarray(imread(io.BytesIO(content), format="png"))
    except (OSError, SyntaxError, ValueError, EOFError, zlib.error) as error:
        raise DataError(f"{str(path)!r} is a damaged PNG ({error}). Save the picture again.") from None


def _ratios(
    axes: Axes, ratios: Mapping[str, Mapping[str, tuple[float, float, float]]], style: Mapping[str, Any]
) -> None:
    """Draw a row for each workload, with a mark for each median on a line from quartile to quartile."""
    for row, systems in enumerate(ratios.values()):
        for i, (name, (lower, median, upper)) in enumerate(systems.items()):
            colour, marker = style[name]
            y = row + 0.64 * ((i + 0.5) / len(systems) - 0.5)
            axes.plot([lower, upper], [y, y], color=colour, linewidth=1.5)
            axes.plot(median, y, color=colour, marker=marker, markersize=6)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_yticks(range(len(ratios)), list(ratios))
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("time of a step as a ratio to PyTorch's")
    axes.grid(axis="x", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)


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
    _tidy(axes)


def _curve(
    axes: Axes,
    values: Sequence[float],
    name: str,
    is_error: bool,
    colour: str,
    overlay: Sequence[float] | None,
) -> None:
    marker = "o" if len(values) == 1 else None
    epochs = range(1, len(values) + 1)
    axes.plot(epochs, values, color=colour, label=name, marker=marker, linewidth=3 if overlay else None)
    if overlay:
        marker = "o" if len(overlay) == 1 else None
        epochs = range(1, len(overlay) + 1)
        axes.plot(epochs, overlay, color="black", linestyle=":", linewidth=1.2, marker=marker, markersize=3)
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0)
    if is_error:
        axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    _tidy(axes)


def _figure(value: float, is_error: bool) -> str:
    return f"{value:.1%}" if is_error else f"{value:.3f}"


def _tidy(axes: Axes) -> None:
    axes.grid(axis="y", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)


def _label_end(axes: Axes, x: float, y: float, text: str, below: bool = False) -> None:
    offset: Any = (0, -16 if below else 8)
    axes.annotate(text, (x, y), xytext=offset, textcoords="offset points", color=GREY, ha="right")


def _save(figure: Figure, path: Path) -> None:
    FigureCanvasAgg(figure)  # this canvas needs no screen
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=150)
    write_file(path, picture.getvalue())
