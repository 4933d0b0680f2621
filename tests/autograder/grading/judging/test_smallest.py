"""Small inputs with round numbers."""

import numpy as np
import pytest

from autograder.grading.auditing.corpora import base, edited
from autograder.grading.grade import grade
from autograder.grading.judging.smallest import RoundNumbers, shown


def test_the_numbers_are_small_round_and_not_zero():
    rng = RoundNumbers(np.random.PCG64(1))
    assert set(rng.normal(size=1000)) == {-2, -1, 1, 2, 3}
    assert set(rng.uniform(0.5, 2, 1000)) == {0.5, 1, 1.5, 2}
    assert 0.05 <= rng.uniform(0.05, 0.1) <= 0.1
    assert rng.normal() in (-2, -1, 1, 2, 3)
    assert rng.integers(5, size=3).max() < 5


def test_inputs_are_written_out_if_they_are_short():
    lines = shown(
        {"x": np.array([[1.0, -2.0]]), "lrs": (0.5,), "large": np.zeros((9, 9)), "none": None, "no": []}
    )
    assert lines == ["x = [[1.0, -2.0]]", "lrs = [0.5]", "large = an array of shape (9, 9)"]


def test_what_nothing_explains_is_shown_on_the_smallest_input():
    cubed = ("mytorch/linear.py:Linear.backward", "np.dot(delta, self.W.T)", "np.dot(delta, self.W.T) ** 3")
    files = edited(base("spring", "student"), [cubed], "this test")
    found = grade(files, "spring", seed=3, isolation="none", problems=["linear"])
    message = next(verdict.message for verdict in found.verdicts if not verdict.passed)
    assert "by the handout: dx = delta Wᵀ (3.4.2)" in message
    assert "the smallest input found that shows it:" in message
    assert "W = [[" in message


def test_the_example_does_not_name_what_only_its_smallness_suggests():
    """Divided by all elements: with as many columns as rows, that is divided by N twice."""
    loss = "-log_softmax[np.arange(n), labels].sum() / "
    divided = ("mytorch/nn/functional.py:CrossEntropy.forward", f"{loss}n", f"{loss}x.size")
    files = edited(base("fall", "student"), [divided], "this test")
    found = grade(files, "fall", seed=8, isolation="none", problems=["cross_entropy"])
    message = next(verdict.message for verdict in found.verdicts if not verdict.passed)
    _, example = message.split("the smallest input found that shows it:")
    assert "x = [[" in example
    assert "cross_entropy: loss is wrong" in example


@pytest.mark.parametrize("term", ["spring", "fall"])
def test_a_right_hand_in_has_no_example(term):
    found = grade(base(term, "student"), term, seed=3, isolation="none", problems=["linear"])
    assert not any(verdict.message for verdict in found.verdicts)
