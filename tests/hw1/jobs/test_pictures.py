"""Pictures of any size and colour as the model's input."""

import numpy as np
import pytest

from hw1.jobs.datasets import Scale
from hw1.jobs.fit import Inputs
from hw1.jobs.models import Description, ModelError
from hw1.jobs.pictures import averaged, prepare
from hw1.jobs.saved_model import Facts, Grey

SCALE = Inputs(Scale(np.zeros((1, 1, 1)), np.ones((1, 1, 1))), False)
DARK = Grey(0.0, 255.0, 10.0)


def facts(shape=(1, 4, 4), grey=DARK):
    return Facts(Description("mlp"), ("a", "b"), shape, SCALE, (), "", grey, "float64")


def ink(size=4):
    """A dark picture with one bright square in its middle."""
    pixels = np.zeros((size, size))
    pixels[size // 4 : -size // 4, size // 4 : -size // 4] = 1
    return pixels


SIZES = {
    "half": (np.arange(16.0).reshape(1, 4, 4), (2, 2), [[2.5, 4.5], [10.5, 12.5]]),
    "the same": (np.arange(4.0).reshape(1, 2, 2), (2, 2), [[0, 1], [2, 3]]),
    "twice": (np.arange(2.0).reshape(1, 1, 2), (2, 4), [[0, 0, 1, 1]] * 2),
    "two thirds": (np.array([[[0.0, 3, 6]]]), (1, 2), [[1, 5]]),
}


@pytest.mark.parametrize(("image", "size", "expected"), SIZES.values(), ids=SIZES)
def test_each_pixel_is_the_mean_of_its_area(image, size, expected):
    np.testing.assert_allclose(averaged(image, *size)[0], expected, atol=1e-12)


@pytest.mark.parametrize("size", [(3, 5), (7, 28), (100, 1)])
def test_the_mean_brightness_stays(size):
    image = np.random.default_rng(0).random((3, 13, 17))
    np.testing.assert_allclose(averaged(image, *size).mean((1, 2)), image.mean((1, 2)))


COLOURS = {
    "grey": lambda pixels: pixels,
    "colours": lambda pixels: np.repeat(pixels[..., None], 3, axis=2),
    "opaque": lambda pixels: np.dstack([pixels] * 3 + [np.ones_like(pixels)]),
    "dark ink on nothing": lambda pixels: np.dstack([np.zeros_like(pixels)] * 3 + [pixels]),
    "light ink on nothing": lambda pixels: np.dstack([np.ones_like(pixels)] * 3 + [pixels]),
    "dark on light": lambda pixels: 1 - pixels,
}


@pytest.mark.parametrize("kind", COLOURS)
@pytest.mark.parametrize("size", [4, 8, 40])
def test_every_way_to_draw_gives_the_same_input(kind, size):
    prepared = prepare(COLOURS[kind](ink(size)), facts(), None)
    np.testing.assert_allclose(prepared.x, 255 * ink()[None, None], atol=1e-9)
    assert prepared.inverted == kind.startswith("dark")


def test_a_model_of_light_backgrounds_wants_light_ones():
    prepared = prepare(ink(), facts(grey=Grey(0.0, 1.0, 0.9)), None)
    assert prepared.inverted
    np.testing.assert_allclose(prepared.x[0, 0], 1 - ink())


@pytest.mark.parametrize("invert", [True, False])
def test_who_asks_decides(invert):
    for pixels in (ink(), 1 - ink()):
        prepared = prepare(pixels, facts(), invert)
        assert prepared.inverted is invert
        np.testing.assert_allclose(prepared.x[0, 0], 255 * (1 - pixels if invert else pixels))


def test_colours_stay_for_a_model_of_colours():
    pixels = np.random.default_rng(0).random((4, 4, 3))
    prepared = prepare(pixels, facts((3, 4, 4)), False)
    np.testing.assert_allclose(prepared.x[0], 255 * pixels.transpose(2, 0, 1))
    assert prepare(ink(), facts((3, 4, 4)), False).x.shape == (1, 3, 4, 4)


def test_the_brightness_of_colours_is_that_of_the_eye():
    green = np.zeros((4, 4, 3))
    green[..., 1] = 1
    np.testing.assert_allclose(prepare(green, facts(), False).x, 255 * 0.587)


REFUSED = {
    "a table's model": (ink(), facts((7,), None), "the model takes rows of 7 numbers"),
    "another ratio": (np.zeros((4, 6)), facts(), "the picture is 4 high and 6 wide; the model takes 4 x 4"),
    "two channels": (ink(), facts((2, 4, 4)), "images of 2 channels"),
}


@pytest.mark.parametrize(("pixels", "given", "said"), REFUSED.values(), ids=REFUSED)
def test_a_picture_that_does_not_fit_is_refused(pixels, given, said):
    with pytest.raises(ModelError, match=said):
        prepare(pixels, given, None)
