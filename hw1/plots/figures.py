"""What all plots share: colours, the look of axes, and the two forms of a finished figure."""

import contextlib
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from hw1.output import write_file

__all__ = [
    "BLUE",
    "GREY",
    "ORANGE",
    "STYLES",
    "Picture",
    "as_percent",
    "label_end",
    "mark",
    "picture",
    "plain",
    "save",
    "tidy",
    "zoom",
]

BLUE, ORANGE, GREY = "#1f5fa8", "#b8530f", "#666666"

# Colour and marker of up to eight lines or systems. The colours are by Okabe and Ito, darkened for a white
# background; people who cannot tell two of them apart can tell the markers.
STYLES = (
    (BLUE, "o"),
    (ORANGE, "s"),
    (GREY, "d"),
    ("#111111", "X"),
    ("#007a58", "^"),
    ("#a8447f", "v"),
    ("#0f7fa8", "P"),
    ("#857000", "*"),
)
# The same colours for a dark background.
_DARK = {
    BLUE: "#82b6f2",
    ORANGE: "#f0a468",
    GREY: "#a9adb3",
    "#111111": "#ffffff",
    "#007a58": "#4fcfa6",
    "#a8447f": "#e59cc6",
    "#0f7fa8": "#6fcdf0",
    "#857000": "#d9c453",
    "#000000": "#dadde1",
}
_INK = {"light": "#1d2125", "dark": "#e6e8eb"}


class Picture(NamedTuple):
    """A figure as SVG, in colours for a light and for a dark background."""

    light: bytes
    dark: bytes


def picture(figure: Figure) -> Picture:
    """The figure as SVG with no background. The same figure gives the same bytes."""
    made = io.BytesIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "mytorch"}), _any_letters():
        figure.savefig(made, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = re.sub(
        r"<!--.*?-->|<metadata>.*?</metadata>|<\?xml.*?\?>|<!DOCTYPE.*?>",
        "",
        made.getvalue().decode(),
        flags=re.S,
    )
    svg = re.sub(r"\s*\n\s*", "\n", svg).strip()
    dark = re.sub("|".join(_DARK), lambda found: _DARK[found[0]], svg)
    return Picture(_inked(svg, "light"), _inked(dark, "dark"))


@contextlib.contextmanager
def _any_letters() -> Iterator[None]:
    """A context without a warning for each letter that the font lacks, as in a name in Chinese."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
        yield


def _inked(svg: str, theme: str) -> bytes:
    """The SVG with the theme's colour for all text that has none of its own."""
    return svg.replace("<defs>", f"<style>text{{fill:{_INK[theme]}}}</style>\n<defs>", 1).encode()


def save(figure: Figure, path: Path) -> None:
    """Write the figure as a PNG. OutputError if it cannot be written."""
    FigureCanvasAgg(figure)  # this canvas needs no screen
    made = io.BytesIO()
    with _any_letters():
        figure.savefig(made, format="png", dpi=150)
    write_file(path, made.getvalue())


def tidy(axes: Axes) -> None:
    """Leave out what a reader does not need."""
    axes.grid(axis="y", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)


def label_end(axes: Axes, x: float, y: float, text: str, below: bool = False) -> None:
    """Write a number beside the last point of a curve."""
    offset: Any = (0, -16 if below else 8)
    axes.annotate(text, (x, y), xytext=offset, textcoords="offset points", color=GREY, ha="right")


def plain(name: str) -> str:
    """A name from outside as matplotlib shows it: no formula, and not left out of a legend."""
    return (" " if name.startswith("_") else "") + name.replace("$", r"\$")


def mark(axes: Axes, x: float, y: float, text: str, colour: str = ORANGE) -> None:
    """Mark one point of a curve by a ring, with a text above it."""
    axes.plot(
        [x], [y], "o", markersize=9, markerfacecolor="none", markeredgecolor=colour, markeredgewidth=1.8
    )
    right = x > sum(axes.get_xlim()) / 2
    offset: Any = (6 if right else -6, 9)
    axes.annotate(
        text, (x, y), xytext=offset, textcoords="offset points", color=colour, ha="right" if right else "left"
    )


def as_percent(axes: Axes) -> None:
    """Label the y axis in percent, at round numbers."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=9, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.4g}%"))


def zoom(curves: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The limits of an axis for accuracies in [0, 1] on which the later part of each curve can be read.

    The first point and the first tenth of a curve may lie below the axis: it rises from a guess.
    """
    later = [value for values in curves for value in values[min(len(values) - 1, 1 + len(values) // 10) :]]
    low, high = min(later), max(value for values in curves for value in values)
    room = max(0.12 * (high - low), 0.002)
    return max(0.0, low - room), min(1.0, high + 2 * room)
