"""The plots: what a reader can read off them, and the pictures of pixels."""

import io

import numpy as np
import pytest
from matplotlib.image import imread

from hw1.plots import (
    plot_benchmark,
    plot_stats,
    plot_validation_accuracy,
    speed,
    tiles,
    to_png,
    training_curves,
)
from hw1.plots.figures import zoom

RISING = [0.22, 0.91, 0.945, 0.951, 0.948, 0.954, 0.958, 0.955, 0.961, 0.9648, 0.963]


@pytest.fixture(autouse=True)
def without_files(monkeypatch):
    """No PNG is made of a figure, which takes long; the figure itself is looked at."""
    monkeypatch.setattr(training_curves, "save", lambda figure, path: None)


def _texts(axes):
    return [text.get_text() for text in axes.texts]


def test_accuracies_above_94_percent_can_be_told_apart():
    low, high = zoom([RISING])
    assert 0.93 < low < 0.948
    assert 0.9648 < high < 0.98


@pytest.mark.parametrize("values", [[0.5], [0.5, 0.5], [0.0, 1.0, 1.0], [1.0, 0.0, 0.0, 0.0]], ids=str)
def test_every_axis_has_a_height_within_what_is_possible(values):
    low, high = zoom([values])
    assert 0 <= low < high <= 1
    assert low <= values[-1] <= high


def test_mnist_s_plot_has_a_title_the_best_value_and_the_loss_beside_it(tmp_path):
    times = [i / 5 for i in range(len(RISING))]
    losses = list(np.geomspace(2.3, 0.1, 1200))
    figure = plot_validation_accuracy(times, RISING, tmp_path, "784-20-10: lr 0.1", losses, 2.0)
    left, right = figure.axes
    assert figure.get_suptitle() == "784-20-10: lr 0.1"
    assert _texts(left) == ["best: 96.48%", "starts at 22.0%, below the axis"]
    assert left.lines[1].get_xydata().tolist() == [[times[9], 0.9648]]
    dots, means = right.lines
    assert len(dots.get_xdata()) <= 500
    assert means.get_ydata()[-1] == pytest.approx(np.mean(losses[-50:]))
    assert (means.get_xdata()[-1], right.get_yscale()) == (2.0, "log")


def test_without_losses_there_is_one_plot(tmp_path):
    assert len(plot_validation_accuracy([0, 1], [0.1, 0.9], tmp_path).axes) == 1


def test_the_legend_of_two_runs_says_which_line_is_which(tmp_path):
    names = ("training_losses", "training_errors", "validation_losses", "validation_errors")
    run = {name: [0.5, 0.25, 0.2] for name in names}
    figure = plot_stats(run, tmp_path, "both", run, ["by hand", "by autograd"])
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == [
        "training loss, by hand (wide)",
        "training loss, by autograd (dashed)",
        "validation loss, by hand (wide)",
        "validation loss, by autograd (dashed)",
    ]
    wide, dashed = figure.axes[0].lines[:2]
    assert (wide.get_linestyle(), dashed.get_linestyle()) == ("-", "--")
    assert wide.get_linewidth() > 3 * dashed.get_linewidth()
    assert dashed.get_zorder() >= wide.get_zorder()


def test_the_plot_of_speed_says_what_is_timed_and_which_way_is_better(tmp_path, monkeypatch):
    figures = []
    monkeypatch.setattr(speed, "save", lambda figure, path: figures.append(figure))
    ratios = {"W1": {"mytorch": (0.5, 0.6, 0.7)}}
    plot_benchmark(ratios, {}, tmp_path, {"W1": "784-20-10, BN and ReLU, batch 100, float32"})
    (axes,) = figures[0].axes
    (label,) = (label.get_text() for label in axes.get_yticklabels())
    assert label.replace("\xa0", " ").replace("\n", " ") == "W1 784-20-10, BN and ReLU, batch 100, float32"
    assert max(map(len, label.splitlines())) <= 30
    assert _texts(axes) == ["← faster than PyTorch", "slower →"]


def test_pixels_are_written_as_they_are():
    pixels = np.linspace(0, 1, 12).reshape(3, 4)
    found = imread(io.BytesIO(to_png(pixels)), format="png")
    np.testing.assert_allclose(found[..., 0], pixels, atol=1 / 255)


def test_a_sheet_of_weights_is_red_above_0_and_blue_below_and_empty_between():
    sheet = imread(io.BytesIO(tiles([np.array([[1.0, -1.0]]), np.array([[0.0, 0.0]])], 2)), format="png")
    assert sheet.shape == (1, 5, 4)
    red, blue, between, white, _ = sheet[0]
    assert red[0] > 2 * red[2]
    assert blue[2] > 2 * blue[0]
    assert between[3] == 0
    assert min(white[:3]) > 0.9
