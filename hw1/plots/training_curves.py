"""The plots of a training run: `mnist`'s, `stats`'s four and their overview, and `train`'s."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from hw1.plots.figures import BLUE, GREY, ORANGE, as_percent, label_end, mark, plain, save, tidy, zoom

__all__ = ["plot_epochs", "plot_stats", "plot_validation_accuracy"]

WINDOW = 50  # batches, over which the losses of single batches are averaged
DOTS = 500  # single batches that are drawn, at most


def plot_validation_accuracy(
    epochs: Sequence[float],
    accuracies: Sequence[float],
    path: Path,
    title: str = "",
    losses: Sequence[float] = (),
    last: float = 0.0,
) -> Figure:
    """Draw accuracy on the validation set over training time in epochs, as a PNG. Returns the figure.

    accuracies: in [0, 1]; the y axis is zoomed to those after the first.
    losses: of all batches so far, in nats an image, drawn beside it. last: the epochs that they took.
    """
    figure = Figure(figsize=(10 if len(losses) else 7, 4.2), layout="constrained")
    figure.suptitle(title)
    left, *right = figure.subplots(1, 2 if len(losses) else 1, squeeze=False)[0]
    left.plot(epochs, accuracies, color=BLUE, marker="o", markersize=4)
    left.set_ylabel("validation accuracy")
    left.set_ylim(*zoom([accuracies]))
    left.set_xlim(0, 1.02 * epochs[-1] or 1)
    as_percent(left)
    best = int(np.argmax(accuracies))
    mark(left, epochs[best], accuracies[best], f"best: {accuracies[best]:.2%}")
    if accuracies[0] < left.get_ylim()[0]:
        first = f"starts at {accuracies[0]:.1%}, below the axis"
        left.text(0.98, 0.03, first, transform=left.transAxes, color=GREY, ha="right")
    for axes in right:
        _batch_losses(axes, losses, last)
    for axes in (left, *right):
        axes.set_xlabel("epochs of training")
        tidy(axes)
    save(figure, path)
    return figure


def _batch_losses(axes: Axes, losses: Sequence[float], last: float) -> None:
    """Draw the loss of each batch faintly, and the mean over the last batches as a line."""
    times, thin = last * np.arange(1, len(losses) + 1) / len(losses), 1 + len(losses) // DOTS
    some = "each batch" if thin == 1 else f"every {thin}th batch"
    axes.plot(times[::thin], losses[::thin], ".", color=GREY, alpha=0.4, markersize=3, label=f"of {some}")
    width = min(WINDOW, len(losses))
    sums = np.cumsum([0.0, *losses])
    means = (sums[width:] - sums[:-width]) / width
    label = f"mean of {width} batches, {means[-1]:.3f} in the end"
    axes.plot(times[width - 1 :], means, color=BLUE, label=label, marker="o" if len(means) == 1 else None)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_ylabel("training loss (nats an image)")
    axes.set_xlim(0, 1.02 * last)
    axes.legend(frameon=False)


def plot_epochs(
    losses: Mapping[str, Sequence[float]],
    accuracies: Mapping[str, Sequence[float]],
    best: int,
    title: str,
    path: Path,
) -> Figure:
    """Draw losses and accuracies over the epochs side by side, as a PNG. Returns the figure.

    losses, accuracies: for each part, one number for each epoch; losses in nats, accuracies in [0, 1].
    best: the epoch, from 1, whose model is kept; a line marks it.
    """
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    figure.suptitle(plain(title))
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
            as_percent(axes)
        axes.legend(frameon=False)
        tidy(axes)
    save(figure, path)
    return figure


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
    names: Sequence[str] = (),
) -> Figure:
    """Draw the four plots of the Spring handout, and overview.png with all four, into the folder.

    Returns the figure of overview.png.

    stats: training_losses, training_errors, validation_losses and validation_errors, one number for each
        epoch; losses in nats, errors as fractions.
    overlay: those of a second run, of at most as many epochs, drawn as a thin dashed line over the first
        run's wide one.
    names: what the two runs are called in the legends.
    """
    overlay = overlay or {}
    for file, column, name, is_error, colour in _STATS:
        figure = Figure(figsize=(6, 4), layout="constrained")
        axes = figure.add_subplot()
        _curve(axes, stats[column], name, is_error, colour, overlay.get(column))
        label_end(axes, len(stats[column]), stats[column][-1], _figure(stats[column][-1], is_error))
        axes.set_ylabel(name if is_error else f"{name} (nats an image)")
        if overlay:
            axes.legend(axes.get_lines(), names, frameon=False)
        save(figure, folder / file)

    figure = Figure(figsize=(10, 4.2), layout="constrained")
    figure.suptitle(title)
    for axes, is_error in zip(figure.subplots(1, 2), (False, True), strict=True):
        for _, column, name, of_error, colour in _STATS:
            if of_error == is_error:
                end = _figure(stats[column][-1], is_error)
                label = f"{name}, {names[0]} (wide)" if overlay else f"{name}, {end} in the end"
                _curve(axes, stats[column], label, is_error, colour, overlay.get(column))
                if overlay:
                    axes.get_lines()[-1].set_label(f"{name}, {names[1]} (dashed)")
        axes.set_ylabel("error" if is_error else "loss (nats an image)")
        axes.legend(frameon=False)
    save(figure, folder / "overview.png")
    return figure


def _curve(
    axes: Axes,
    values: Sequence[float],
    name: str,
    is_error: bool,
    colour: str,
    overlay: Sequence[float] | None,
) -> None:
    """Draw a curve; with an overlay, wide and pale, and the overlay as a thin dashed line on top of it."""
    marker = "o" if len(values) == 1 else None
    (line,) = axes.plot(range(1, len(values) + 1), values, color=colour, label=name, marker=marker)
    if overlay:
        line.set(linewidth=5, alpha=0.45)
        marker = "o" if len(overlay) == 1 else None
        axes.plot(
            range(1, len(overlay) + 1),
            overlay,
            color="black",
            linestyle="--",
            linewidth=1.2,
            marker=marker,
            markersize=3,
        )
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0)
    if is_error:
        as_percent(axes)
    tidy(axes)


def _figure(value: float, is_error: bool) -> str:
    return f"{value:.1%}" if is_error else f"{value:.3f}"
