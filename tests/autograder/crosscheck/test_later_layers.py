"""The later homeworks' layers in the crosscheck: they agree, and the problems reach everything."""

import json

import numpy as np
import pytest

from autograder.crosscheck import later_check
from autograder.crosscheck.audit_worker import _networks
from autograder.crosscheck.check_report import page, table
from autograder.crosscheck.later_check import LATER_COMPARISONS, MOST_LATER_RATIO, check_later
from autograder.crosscheck.later_dialects import later_answer
from autograder.crosscheck.later_oracle import later_along, later_kink, later_value
from autograder.crosscheck.later_problems import LATER_LAYERS, draw_later, later_layers_of
from autograder.crosscheck.run import Certificate
from autograder.crosscheck.tally import Tally

DTYPES = ("float32", "float64")


@pytest.mark.parametrize("layer", LATER_LAYERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_both_twins_and_the_complex_step_agree(layer, dtype):
    for seed in range(500, 506):
        problem = draw_later(layer, seed, dtype)
        findings = list(check_later(problem, with_pytorch=False))
        assert [str(found) for found in findings if not found.agrees] == [], str(problem)
        asked = {found.comparison for found in findings}
        expected = {f"{layer}: {name}" for name in LATER_COMPARISONS if "PyTorch" not in name}
        assert asked == expected or later_kink(problem) < 1e-3
        names = {found.tensor for found in findings if found.comparison == f"{layer}: {LATER_COMPARISONS[0]}"}
        assert {"y", *(f"d{name}" for name in problem.arrays)} <= names


@pytest.mark.parametrize("layer", LATER_LAYERS)
def test_all_arrays_of_both_twins_have_the_dtype_of_the_problem(layer):
    for dtype in DTYPES:
        problem = draw_later(layer, 3, dtype)
        for twin in ("by hand", "by autograd"):
            assert {str(array.dtype) for array in later_answer(twin, problem).values()} == {dtype}


@pytest.mark.parametrize("layer", LATER_LAYERS)
def test_the_third_formula_s_complex_step_is_its_difference_quotient(layer):
    problem = draw_later(layer, 8, "float64")
    rng = np.random.default_rng(9)
    for name, array in problem.arrays.items():
        direction = rng.normal(size=array.shape)
        values = []
        for step in (1e-6, -1e-6):
            moved = draw_later(layer, 8, "float64")
            moved.arrays[name][...] += step * direction
            values.append((later_value(moved) * problem.upstream).sum())
        assert later_along(problem, name, direction) == pytest.approx(
            (values[0] - values[1]) / 2e-6, rel=1e-6, abs=1e-8
        )


def settings(layer, name, seeds=200):
    return {draw_later(layer, seed, "float64").settings[name] for seed in range(seeds)}


def test_the_problems_reach_what_they_should():
    assert {0.0, 1.0} < settings("Dropout", "p")
    assert settings("Dropout", "evaluation") == {True, False}
    assert settings("Conv2d", "padding") == {(i, j) for i in range(3) for j in range(3)}
    assert settings("Conv2d", "stride") == {(i, j) for i in (1, 2, 3) for j in (1, 2, 3)}
    assert settings("Attention", "mask") == {"none", "causal", "random", "each its own"}
    assert settings("GRUCell", "as one layer over time") == {True, False}
    masks = [draw_later("Attention", seed, "float64").fixed["mask"] for seed in range(50)]
    assert any(not mask.any(axis=-1).all() for mask in masks)  # a query that sees no key
    pools = [draw_later("MaxPool2d", seed, "float64").inputs["x"] for seed in range(20)]
    assert any((x == x.round()).all() for x in pools)  # with ties


def test_four_seeds_running_draw_every_layer_in_both_dtypes():
    for start in (0, 5, 42):
        drawn = {(layer, seed % 2) for seed in range(start, start + 4) for layer in later_layers_of(seed)}
        assert drawn == {(layer, parity) for layer in LATER_LAYERS for parity in (0, 1)}


def test_a_wrong_gradient_is_found(monkeypatch):
    problem = draw_later("Conv2d", 2, "float64")
    right = later_answer("by hand", problem)

    def wrong(twin, asked):
        found = later_answer(twin, asked)
        return found | {"dW": found["dW"] * (1 + 1e-9)} if twin == "by hand" else found

    monkeypatch.setattr("autograder.crosscheck.later_check.later_answer", wrong)
    failed = [found for found in check_later(problem, with_pytorch=False) if not found.agrees]
    assert {found.comparison for found in failed} == {
        "Conv2d: by hand ~ by autograd",
        "Conv2d: by hand ~ complex step",
    }
    assert min(found.distance.ratio for found in failed) > 100 * MOST_LATER_RATIO
    assert right.keys() == {"y", "dx", "dW", "db"}


@pytest.fixture(scope="module")
def certificate():
    tally = Tally()
    given = {
        "networks": [[seed, DTYPES[seed % 2]] for seed in range(4)],
        "max_depth": 1,
        "with_pytorch": False,
    }
    for part in _networks(given):
        tally.merge(Tally.from_dict(json.loads(json.dumps(part.to_dict()))))
    return Certificate(4, 0, DTYPES, 1, 1.0, {"pytorch": None}, tally)


def test_the_report_has_a_row_for_each_layer_in_plain_words(certificate):
    text = table(certificate)
    assert certificate.agree
    assert "20 layers" in text
    for layer, words in LATER_LAYERS.items():
        (line,) = [line for line in text.splitlines() if line.startswith(f"{words} ({layer})")]
        assert line.endswith("not installed  ok")
        assert f"{words} ({layer})" in page(certificate)
    rows = certificate.to_dict()["rows"]
    assert {f"{layer}: by hand ~ complex step" for layer in LATER_LAYERS} <= rows.keys()


def test_a_layer_that_fails_or_is_not_drawn_is_told(certificate):
    tally = Tally.from_dict(json.loads(json.dumps(certificate.tally.to_dict())))
    tally.rows["GRUCell: by hand ~ complex step"].failed = 3
    del tally.rows["Flatten: by hand ~ by autograd"]
    text = table(Certificate(4, 0, DTYPES, 1, 1.0, {"pytorch": "2"}, tally))
    assert "3 FAILED" in text
    assert any(
        line.split("  ")[0] == "images as rows (Flatten)" and "none drawn" in line
        for line in text.splitlines()
    )
    assert "none asked" in text


@pytest.mark.parametrize(("off", "agrees"), [(1e-8, True), (1e-4, False)])
def test_where_both_twins_give_exactly_0_another_program_may_round_and_no_more(off, agrees, monkeypatch):
    """Attention with one key: its weights are 1. Some of PyTorch's kernels leave a rounding error."""
    problem = draw_later("Attention", 40_060, "float32")
    right = later_answer("by hand", problem)
    assert not right["dQ"].any()
    monkeypatch.setattr(later_check.pytorch_oracle, "version", lambda: "2")
    monkeypatch.setattr(later_check, "later_by_pytorch", lambda _: right | {"dQ": right["dQ"] + off})
    assert all(found.agrees for found in check_later(problem)) == agrees
