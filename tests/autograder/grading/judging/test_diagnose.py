"""Naming the mistake behind wrong numbers."""

import numpy as np
import pytest

from autograder.grading.judging.diagnose import Wrong, changed, check
from autograder.grading.judging.layer_formulas import FALL, SPRING, Norm
from autograder.grading.judging.mistakes import ABSENT, MISTAKES
from autograder.grading.judging.network_formulas import advance
from autograder.grading.running.session import HandinFailed

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
    "nothing finite": RIGHT * np.nan,
    "not a number": np.where(RIGHT > 0, RIGHT, np.nan),
    "wrong dtype": RIGHT.astype(complex),
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


def test_what_nothing_explains_has_no_name_but_the_formula():
    error = complaint(RIGHT + RNG.normal(size=(4, 4)), N=7)
    assert error.hypothesis is None
    first, *_, formula = str(error).splitlines()
    assert first == "Linear.backward: dW is wrong"
    assert formula == "  by the handout: dW = xᵀ delta / N, the mean over the batch (3.4.2)"


def test_a_mistake_that_leaves_another_value_unexplained_is_not_named():
    want = {"a": RIGHT, "b": RIGHT}
    got = {"a": RIGHT + 0.25, "b": RIGHT * RNG.normal(size=(4, 4))}
    only_a = [("bias left out", {"a": RIGHT + 0.25})]
    with pytest.raises(Wrong) as caught:
        check(got, want, place="here", candidates=lambda: only_a)
    assert caught.value.hypothesis == "offset"  # which is said of this value alone
    with pytest.raises(Wrong) as caught:
        check(got | {"b": RIGHT}, want, place="here", candidates=lambda: only_a)
    assert caught.value.hypothesis == "bias left out"
    against = [("bias left out", {"a": RIGHT + 0.25, "b": RIGHT + 0.25})]
    with pytest.raises(Wrong) as caught:  # b is right, and the mistake would have made it wrong
        check(got | {"b": RIGHT}, want, place="here", candidates=lambda: against)
    assert caught.value.hypothesis == "offset"


def test_a_value_that_could_not_be_had_counts_only_where_it_is_wanted():
    got = {"dW": RIGHT, "loss": HandinFailed("raised", "AttributeError: output (hw1/hw1.py:9)")}
    check(got, {"dW": RIGHT}, place="MLP.backward")
    with pytest.raises(HandinFailed, match="hw1.py:9"):
        check(got, {"dW": RIGHT, "loss": 1.0}, place="MLP.backward")


def test_one_row_is_never_a_factor_of_n():
    assert complaint(np.array([[3.0, 4.0]]), np.array([[1.0, 2.0]]), N=1).hypothesis == "offset"
    assert complaint(-RIGHT, N=1).hypothesis == "sign"


def test_each_value_may_have_a_batch_size_of_its_own():
    with pytest.raises(Wrong, match="is N = 5 times too large"):
        check(
            {"a": RIGHT, "b": 5 * RIGHT},
            {"a": RIGHT, "b": RIGHT},
            place="x",
            N=lambda name: {"a": 3, "b": 5}[name],
        )


def test_digits_lost_and_other_dtypes_are_told_and_are_right():
    assert check({"a": RIGHT}, {"a": RIGHT}, place="here") is None
    lost = check({"a": RIGHT * (1 + 1e-6)}, {"a": RIGHT}, place="here")
    assert lost.hypothesis == "digits lost"
    single = check({"a": RIGHT.astype(np.float32)}, {"a": RIGHT}, place="here")
    assert str(single) == "here: a has dtype float32; expected float64"


def test_a_computed_mistake_goes_before_what_only_looks_like_one():
    candidates = [("bias left out", {"dW": RIGHT + 0.25})]
    assert complaint(RIGHT + 0.25, candidates=lambda: candidates).hypothesis == "bias left out"


def test_the_mistake_that_explains_most_goes_first():
    want, got = {"a": RIGHT, "b": RIGHT}, {"a": RIGHT * 2, "b": RIGHT * 3}
    everything = {"a": RIGHT * 2, "b": RIGHT * 3}
    candidates = [("old velocity", {"a": RIGHT * 2}), ("Nesterov", everything), ("dampened", everything)]
    with pytest.raises(Wrong) as caught:
        check(got, want, place="here", candidates=lambda: candidates)
    assert caught.value.hypothesis == "Nesterov"
    assert "would also give these numbers: dampened" in str(caught.value)


def test_a_prediction_near_the_truth_explains_nothing():
    got = RIGHT * (1 + 1e-4)
    assert (
        complaint(got, candidates=lambda: [("wrong eps", {"dW": RIGHT * (1 + 1.2e-4)})]).hypothesis
        == "factor"
    )


def test_an_input_that_was_written_to_is_noticed():
    assert changed({"x": RIGHT.copy()}, {"x": RIGHT}, "here") is None
    assert "was changed" in str(changed({"x": RIGHT + 1}, {"x": RIGHT}, "here"))


def test_what_is_not_there_is_among_the_mistakes():
    assert set(MISTAKES) >= ABSENT


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
