"""Padding of sequences."""

import numpy as np
import pytest

from mytorch import Tensor, gradcheck
from mytorch.nn.utils.rnn import pad_sequence

A, B = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([[7.0, 8.0]])


def test_the_shorter_one_is_filled_up_at_its_end():
    expected = np.stack([A, np.array([[7, 8], [-1, -1], [-1, -1]])])
    padded = pad_sequence([Tensor(A), Tensor(B)], batch_first=True, padding_value=-1)
    np.testing.assert_array_equal(padded.data, expected)
    np.testing.assert_array_equal(pad_sequence([A, B], padding_value=-1).data, expected.swapaxes(0, 1))
    assert pad_sequence([np.arange(3), np.arange(2)]).dtype == np.int64


def test_gradients_flow_back_to_each_sequence():
    inputs = [Tensor(A, requires_grad=True), Tensor(B, requires_grad=True)]
    assert gradcheck(lambda *xs: pad_sequence(list(xs)), inputs)


@pytest.mark.parametrize(
    "wrong", [Tensor(A), [], "ab", [A, B[0]], [A, np.ones((2, 3))], [np.float64(1)]], ids=str
)
def test_what_are_no_sequences_of_one_kind_is_an_error(wrong):
    with pytest.raises((TypeError, ValueError), match="pad_sequence expects"):
        pad_sequence(wrong)
