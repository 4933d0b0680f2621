"""Tests of the guard of the speed, and its limits."""

import pytest

from benchmarks import guard
from benchmarks.guard import TO_PRODUCTS, TO_PYTORCH, complaints, growth_complaints
from benchmarks.rounds import Contestant, Result

LIMITS = {"by autograd": {"W1": 2.0, "W2": 2.0}}


@pytest.fixture
def runs(monkeypatch):
    """Lets every run find the times given for its workloads, try after try; and notes what was run."""
    asked = []

    def prepare(*tries):
        def run(names, systems, rounds, *, counts, clock):
            asked.append(list(names))
            for name in names:
                one = Contestant(systems[0], 1, seconds=[tries[len(asked) - 1][name]] * rounds)
                yield Result(name, "", "float32", [one, Contestant(systems[1], 1, seconds=[1.0] * rounds)])

        monkeypatch.setattr(guard, "run", run)
        return asked

    return prepare


def test_what_is_within_its_limit_is_tried_once(runs):
    asked = runs({"W1": 2.4, "W2": 1.0})
    assert complaints(LIMITS, "products", [1]) == []
    assert asked == [["W1", "W2"]]


def test_what_is_slow_once_gets_another_try(runs):
    asked = runs({"W1": 2.6, "W2": 1.0}, {"W1": 2.4})
    assert complaints(LIMITS, "products", [1]) == []
    assert asked == [["W1", "W2"], ["W1"]]


def test_what_is_slow_in_every_try_is_named(runs):
    asked = runs(*[{"W1": 2.8, "W2": 1.0}, {"W1": 2.6}, {"W1": 2.7}])
    (line,) = complaints(LIMITS, "products", [1])
    assert line.startswith("by autograd takes 2.60 times as long as products for W1; at most 2, and 2.50")
    assert len(asked) == 3


def test_what_grows_out_of_proportion_is_named(runs):
    runs(*[{"depth4": 1.0, "depth64": 21.0}] * 3)
    (line,) = growth_complaints("depth4", "depth64", 16)
    assert line == "by autograd takes 21.0 times as long for depth64 as for depth4; in proportion it is 16."
    runs(*[{"depth4": 1.0, "depth64": 19.0}] * 4)
    assert growth_complaints("depth4", "depth64", 16) == []


def test_by_hand_is_to_be_no_slower_than_by_autograd():
    assert all(TO_PRODUCTS["by hand"][name] <= limit for name, limit in TO_PRODUCTS["by autograd"].items())
    assert all(
        TO_PYTORCH["by hand"].get(name, 0) <= limit for name, limit in TO_PYTORCH["by autograd"].items()
    )


@pytest.mark.slow
@pytest.mark.parametrize("system", TO_PRODUCTS)
def test_a_step_takes_little_more_than_its_products(system):
    assert complaints({system: TO_PRODUCTS[system]}, "products", [1]) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("small", "large", "times"), [("depth4", "depth64", 16), ("batch32", "batch4096", 128)]
)
def test_the_cost_grows_no_faster_than_the_work(small, large, times):
    assert growth_complaints(small, large, times) == []
