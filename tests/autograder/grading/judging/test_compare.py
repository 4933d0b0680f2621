"""What counts as the same value."""

import numpy as np
import pytest

from autograder.grading.judging.compare import allowed, improvable, mismatch
from autograder.grading.running.wire import Other

RIGHT = np.array([[1.0, -2.0, 0.0], [3.0, 1e-3, 5.0]])

FINE = {
    "the same": RIGHT.copy(),
    "another order of sums": RIGHT * (1 + 1e-13),
    "noise where the truth is 0": RIGHT + 1e-15,
    "single precision": RIGHT.astype(np.float32),
    "the course's tolerance": RIGHT * (1 + 9e-6),
    "column-major order": np.asfortranarray(RIGHT),
}


@pytest.mark.parametrize("got", FINE.values(), ids=FINE)
def test_rounding_is_forgiven(got):
    assert mismatch(got, RIGHT) is None


FORM = {
    "a list": (Other("list"), "no array"),
    "None": (None, "no array"),
    "complex numbers": (RIGHT.astype(complex), "wrong dtype"),
    "without an axis": (RIGHT.reshape(-1), "axis dropped"),
    "transposed": (RIGHT.T.copy(), "transposed"),
    "of another size": (RIGHT[:1], "wrong shape"),
}


@pytest.mark.parametrize(("got", "mistake"), FORM.values(), ids=FORM)
def test_another_form_is_named(got, mistake):
    assert mismatch(got, RIGHT).mistake == mistake


@pytest.mark.parametrize("off", [2e-5, -2e-5], ids=str)
def test_a_few_hundred_thousandths_are_a_mistake(off):
    assert mismatch(RIGHT * (1 + off), RIGHT) is not None


BETTER = {
    "single precision": (RIGHT.astype(np.float32), "wrong dtype"),
    "digits lost": (RIGHT * (1 + 1e-6), "digits lost"),
    "rounding": (RIGHT * (1 + 1e-12), None),
}


@pytest.mark.parametrize(("got", "mistake"), BETTER.values(), ids=BETTER)
def test_what_is_right_and_could_be_better_is_told(got, mistake):
    assert mismatch(got, RIGHT) is None
    found = improvable(got, RIGHT)
    assert (found and found.mistake) == mistake


def test_the_worst_element_is_shown_with_both_numbers_and_their_ratio():
    got = RIGHT.copy()
    got[1, 2] *= 3
    assert mismatch(got, RIGHT).lines == (
        "at [1, 2]: got 15, expected 5, ratio 3",
        "1 of 6 elements are off",
    )


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf], ids=str)
def test_what_is_no_number_is_wrong(bad):
    got = RIGHT.copy()
    got[0, 0] = bad
    assert mismatch(got, RIGHT) is not None


@pytest.mark.parametrize(
    "got", [3, 3.0, np.float64(3), np.int64(3), np.array(3.0), np.array([3.0])], ids=repr
)
def test_a_number_may_come_in_any_form(got):
    assert mismatch(got, 3.0) is None


@pytest.mark.parametrize("got", [True, None, "3", Other("list"), np.array([3.0, 3.0])], ids=repr)
def test_what_is_no_number_is_not_taken_for_one(got):
    assert mismatch(got, 3.0) is not None


@pytest.mark.parametrize("got", [np.float64(3), np.float32(3), 3, 3.0])
def test_numpy_makes_numbers_of_arrays_without_axes(got):
    assert mismatch(got, np.array(3.0)) is None
    assert mismatch(got, np.array([3.0])) is not None


@pytest.mark.parametrize("got", [True, np.True_, "3", None, np.float64(4)])
def test_what_is_another_number_or_none_is_no_array_without_axes(got):
    assert mismatch(got, np.array(3.0)) is not None


def test_a_sensitive_value_is_allowed_more():
    assert allowed(RIGHT, 1.0).min() > 100 * allowed(RIGHT).max()
