"""Shifts of images: by up to two pixels, each move as likely as another."""

import numpy as np

from hw1.jobs.augment import shift


def moves(images, background, channel=0):
    """How far the one bright pixel in the middle of each image was moved."""
    shifted = shift(images, background)
    rows, columns = np.nonzero(shifted[:, channel] == 9)[1:]
    return shifted, rows - images.shape[2] // 2, columns - images.shape[3] // 2


def test_each_of_25_moves_is_as_likely_and_all_channels_go_together():
    images = np.zeros((5000, 2, 7, 9), np.uint8)
    images[:, :, 3, 4] = 9
    shifted, down, right = moves(images, np.zeros((2, 1, 1), np.uint8))
    counts = np.bincount((down + 2) * 5 + right + 2, minlength=25)
    assert (len(counts), counts.sum()) == (25, 5000)
    assert ((counts > 140) & (counts < 260)).all()
    np.testing.assert_array_equal(shifted[:, 0], shifted[:, 1])
    assert shifted.dtype == np.uint8
    assert images[:, :, 3, 4].all()  # the images themselves are as they were


def test_the_background_comes_in_at_the_edges():
    images = np.full((200, 2, 4, 4), 5.0)
    shifted = shift(images, np.array([1.0, 2.0]).reshape(2, 1, 1))
    assert set(np.unique(shifted[:, 0])) == {1.0, 5.0}
    assert set(np.unique(shifted[:, 1])) == {2.0, 5.0}
