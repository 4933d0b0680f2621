"""What goes on inside a network, as sections of a page: its gradients and outputs, and its first weights."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hw1.plots import draw_inside, picture, tiles
from hw1.reports.html_page import details, figure, image, paragraph, section, table
from hw1.reports.measuring import EXAMPLES, Look
from hw1.reports.sentences import of_gradients, of_outputs

__all__ = ["show_all_looks", "show_weights"]

LINES = 8  # layers that a plot shows
ROWS = 100  # looks that the table of all epochs shows
UNITS = 60  # that are shown as pictures
EDGE = 2  # pixels
ALIKE_SIZE = 1.2  # a ratio of sizes below which two are called alike
ALIKE = 1e-6  # a relative difference up to which two networks' numbers are called the same


def show_all_looks(looks: Mapping[str, Sequence[Look]]) -> list[str]:
    """A section for each network, by whose it is; of a second one that looks the same, only a sentence."""
    (whose, first), *others = looks.items()
    parts = [_show_looks(first, whose)]
    for other, second in others:
        gap = _furthest(first, second)
        if gap > ALIKE:
            parts.append(_show_looks(second, other))
        else:
            size = (
                f"differs by more than {gap:.1g} of its size" if gap else "differs, not even in its last bit"
            )
            parts.append(
                paragraph(f"Trained{other}, none of these numbers, of any layer and any epoch, {size}.")
            )
    return parts


def _furthest(first: Sequence[Look], second: Sequence[Look]) -> float:
    """The largest difference between two numbers of the same layer after the same epoch, relative to them."""
    gaps = [
        abs(a - b) / max(abs(a), abs(b))
        for one, other in zip(first, second, strict=False)
        for layers in zip(one.layers, other.layers, strict=True)
        for a, b in zip(*(layer[1:] for layer in layers), strict=True)
        if a is not None and b is not None and a != b
    ]
    return max(gaps, default=0.0)


def _show_looks(looks: Sequence[Look], whose: str) -> str:
    """The section on gradients and outputs, by layer and epoch. whose: as " by hand"."""
    layers = looks[0].layers
    shown = sorted({round(i) for i in np.linspace(0, len(layers) - 1, min(LINES, len(layers)))})
    names = [layers[i].name for i in shown]
    epochs = [look.epoch for look in looks]
    plot = draw_inside(
        epochs,
        {name: [look.layers[i].gradient for look in looks] for i, name in zip(shown, names, strict=True)},
        {name: [look.layers[i].deviation for look in looks] for i, name in zip(shown, names, strict=True)},
    )
    alt = (
        f"Two plots over {epochs[-1]} epochs with a line for each of {len(shown)} layers. Left: the size of "
        "the gradient. Right: the spread of the outputs. The tables below have the numbers."
    )
    return section(
        f"Gradients and outputs of each layer{whose}",
        paragraph(of_gradients(looks)),
        paragraph(of_outputs(looks)),
        figure(picture(plot), alt),
        _table_of_layers(looks),
        details("The gradients after every epoch", _table_of_epochs(looks)),
        paragraph(
            f"Measured on the first {EXAMPLES} training examples, or all if there are fewer, with a copy of "
            "the network, so that the run is the same with and without this report. The gradient is that "
            "of one weight, the root mean square over all weights of the layer; the norm is the root of "
            "the sum of squares. Mean and deviation are those of the outputs. Flat: the share of outputs "
            "at which the activation's slope is below a tenth of its largest.",
            "soft",
        ),
    )


def _table_of_layers(looks: Sequence[Look]) -> str:
    """A row for each layer: before training and at the end."""
    start, end = looks[0], looks[-1]
    rows = []
    for before, after in zip(start.layers, end.layers, strict=True):
        flat = ["–" if one.flat is None else f"{one.flat:.0%}" for one in (before, after)]
        rows.append(
            [
                before.name,
                f"{before.gradient:.2g} → {after.gradient:.2g}",
                f"{before.norm:.2g} → {after.norm:.2g}",
                f"{before.mean:.2f} → {after.mean:.2f}",
                f"{before.deviation:.2f} → {after.deviation:.2f}",
                "–" if before.flat is None else " → ".join(flat),
            ]
        )
    head = ["layer", "gradient of a weight", "its norm", "mean output", "deviation of outputs", "flat"]
    when = "1 epoch" if end.epoch == 1 else f"{end.epoch} epochs"
    return table(f"Each layer: before training → after {when}", head, rows, "layers")


def _table_of_epochs(looks: Sequence[Look]) -> str:
    """A row for each look, a column for each layer; some looks are left out where there are very many."""
    some = sorted({round(i) for i in np.linspace(0, len(looks) - 1, min(ROWS, len(looks)))})
    rows = [[str(looks[i].epoch), *(f"{layer.gradient:.3g}" for layer in looks[i].layers)] for i in some]
    head = ["epoch", *(layer.name for layer in looks[0].layers)]
    return table(
        "Gradient of a weight, root mean square, by epoch and layer; epoch 0 is before training.", head, rows
    )


def show_weights(weights: NDArray[Any], image_shape: tuple[int, int] | None) -> str:
    """The section with the first layer's weights as pictures; nothing if they are none of pixels.

    weights: of a dense layer (units, inputs) or of a convolution (units, channels, height, width), of which
        the first channel is shown. image_shape: of the images that a dense layer's inputs are, (H, W).
    """
    if weights.ndim == 4:
        pictures = weights[:, 0]
    elif image_shape and weights.ndim == 2 and weights.shape[1] == image_shape[0] * image_shape[1]:
        pictures = weights.reshape(-1, *image_shape)
    else:
        return ""
    shown = pictures[:UNITS].astype(np.float64)
    height, width = shown.shape[1:]
    count = (
        f"all {len(shown)}" if len(shown) == len(pictures) else f"the first {len(shown)} of {len(pictures):,}"
    )
    said = (
        f"The weights of {count} units, a picture of {height} × {width} each: where a unit wants ink it is "
        "red, where it wants none blue, and white where it does not care. Each picture has a scale of its "
        "own."
    )
    return section(
        "What the first layer looks for",
        paragraph(said),
        paragraph(_edge(pictures.astype(np.float64))),
        image(
            tiles(list(shown), 10 if len(shown) > 6 else len(shown)),
            f"The first layer's weights. {said}",
            "pixels weights",
        ),
    )


def _edge(pictures: NDArray[Any]) -> str:
    """How large weights are in the middle of the image and at its edge, if it has both."""
    height, width = pictures.shape[1:]
    if min(height, width) < 4 * EDGE:
        return ""
    sizes = np.sqrt((pictures**2).mean(0))
    inner = np.zeros((height, width), bool)
    inner[EDGE:-EDGE, EDGE:-EDGE] = True
    middle = sizes[height // 4 : -(height // 4), width // 4 : -(width // 4)].mean()
    edge = sizes[~inner].mean()
    said = (
        f"In the middle half of the image a weight is typically {middle:.2g} in size, in its two outermost "
        f"rows and columns {edge:.2g}."
    )
    if middle < ALIKE_SIZE * edge:
        said += " So what is seen is mostly the random start: what was learnt is small beside it."
    return said
