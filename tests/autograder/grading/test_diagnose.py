"""Naming the mistake behind wrong numbers."""

import numpy as np
import pytest

from autograder.grading.diagnose import Wrong, check, unchanged
from autograder.grading.formulas import FALL, SPRING, Norm, advance
from autograder.grading.mistakes import MISTAKES

RNG = np.random.default_rng(0)
RIGHT = RNG.normal(size=(4, 4))


def complaint(got, want=RIGHT, **options):
    with pytest.raises(Wrong) as caught:
        check({"dW": got}, {"dW": want}, place="Linear.backward", **options)
    return caught.value


SHOWN = {
    "times N": RIGHT * 7,
    "divided by N": RIGHT / 7,
    "times N squared": RIGHT * 49,
    "sign": -RIGHT,
    "factor": RIGHT * 0.3,
    "offset": RIGHT + 0.25,
    "transposed": RIGHT.T.copy(),
    "all zero": RIGHT * 0,
    "permuted": RIGHT[::-1].copy(),
    "not a number": RIGHT * np.nan,
    "wrong dtype": RIGHT.astype(np.float32),
}


@pytest.mark.parametrize(("mistake", "got"), SHOWN.items(), ids=SHOWN)
def test_a_mistake_that_shows_in_the_value_is_named(mistake, got):
    assert complaint(got, N=7).hypothesis == mistake


def test_the_first_line_says_it_in_plain_words():
    assert str(complaint(RIGHT * 7, N=7)).splitlines() == [
        "Linear.backward: dW is N = 7 times too large: divide by the batch size",
        "  " + str(complaint(RIGHT * 7, N=7)).splitlines()[1].strip(),
        "  16 of 16 elements are off",
    ]


def test_what_nothing_explains_is_said_to_be_unexplained():
    error = complaint(RIGHT + RNG.normal(size=(4, 4)), N=7)
    assert error.hypothesis is None
    assert "no mistake that we know" in str(error)


def test_a_computed_mistake_goes_before_what_only_looks_like_one():
    candidates = [("bias left out", {"dW": RIGHT + 0.25})]
    assert complaint(RIGHT + 0.25, candidates=lambda: candidates).hypothesis == "bias left out"


def test_the_mistake_that_explains_most_goes_first():
    want, got = {"a": RIGHT, "b": RIGHT}, {"a": RIGHT * 2, "b": RIGHT * 3}
    candidates = [("dampened", {"a": RIGHT * 2, "b": RIGHT}), ("Nesterov", {"a": RIGHT * 2, "b": RIGHT * 3})]
    with pytest.raises(Wrong) as caught:
        check(got, want, place="here", candidates=lambda: candidates)
    assert caught.value.hypothesis == "Nesterov"
    assert "would also give these numbers: dampened" in str(caught.value)


def test_a_prediction_near_the_truth_explains_nothing():
    got = RIGHT * (1 + 1e-5)
    assert (
        complaint(got, candidates=lambda: [("wrong eps", {"dW": RIGHT * (1 + 1.2e-5)})]).hypothesis
        == "factor"
    )


def test_an_input_that_was_written_to_is_noticed():
    unchanged({"x": RIGHT.copy()}, {"x": RIGHT}, "here")
    with pytest.raises(Wrong, match="was changed"):
        unchanged({"x": RIGHT + 1}, {"x": RIGHT}, "here")


def test_every_phrase_can_be_filled_in():
    numbers = dict.fromkeys(("N", "N2", "calls", "ops", "bad", "got", "want", "which"), 7) | {
        "k": 0.5,
        "eps": 1e-8,
    }
    for name, phrase in MISTAKES.items():
        assert phrase.format(**numbers), name


@pytest.mark.parametrize("dialect", [SPRING, FALL], ids=["spring", "fall"])
@pytest.mark.parametrize(
    "mistake", [name for name in MISTAKES if name.startswith(("missing m", "missing v", "eps", "no eps"))]
)
def test_a_mistake_of_batch_norm_changes_its_numbers(mistake, dialect):
    x, delta, gamma = RNG.normal(size=(5, 3)) * 1e-4, RNG.normal(size=(5, 3)), np.ones((1, 3))
    right, wrong = Norm(gamma, gamma, dialect), Norm(gamma, gamma, dialect, mistake)
    before = right.forward(x), right.backward(delta)
    after = wrong.forward(x), wrong.backward(delta)
    assert not all(np.allclose(a, b, rtol=1e-6) for a, b in zip(before, after, strict=True))


def test_pytorchs_momentum_parts_ways_only_when_lr_changes():
    def train(lrs, mistake):
        p, v = np.ones(2), np.zeros(2)
        for lr in lrs:
            p, v = advance(p, v, np.array([1.0, -2.0]), lr, 0.9, mistake)
        return p

    assert np.allclose(train([0.1] * 3, ""), train([0.1] * 3, "lr outside the velocity"))
    assert not np.allclose(train([0.1, 0.2, 0.3], ""), train([0.1, 0.2, 0.3], "lr outside the velocity"))
