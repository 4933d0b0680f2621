"""The complex step, and the size that rounding errors may have."""

import numpy as np
import pytest

from autograder.complex_step import STEP
from autograder.crosscheck import complex_oracle
from autograder.crosscheck.check import LOST, WITH_BN, check_network
from autograder.crosscheck.dialects import answer
from autograder.crosscheck.problems import DTYPES, draw
from autograder.crosscheck.rounding import sensitivities

SMALL = [problem for problem in (draw(seed, "float64", 3) for seed in range(60)) if problem.x.size < 2000]


def test_the_complex_step_is_the_limit_of_central_differences():
    for problem in SMALL[:10]:
        for direction in complex_oracle.directions(problem).values():
            h = 1e-6
            real = h / 1j / STEP  # a step along the real axis
            there, back = (
                complex_oracle._loss(problem, {name: sign * real * v for name, v in direction.items()}, [])
                for sign in (1, -1)
            )
            slope = (there - back).real / (2 * h)
            assert complex_oracle.along(problem, direction) == pytest.approx(slope, rel=1e-4, abs=1e-4)


def test_directions_cover_every_parameter():
    problem = next(problem for problem in SMALL if problem.has_bn)
    names = {name for direction in complex_oracle.directions(problem).values() for name in direction}
    layers, bns = range(1, len(problem.weights) + 1), range(1, len(problem.gammas) + 1)
    assert names == {"x"} | {f"{kind}{i}" for kind in "Wb" for i in layers} | {
        f"{kind}{i}" for kind in ("gamma", "beta") for i in bns
    }


def test_rounding_in_float32_is_as_large_as_it_is_said_to_be():
    ratios = []
    for seed in range(60):
        problem = draw(seed, "float32", 6)
        if complex_oracle.closest_kink(problem) < 1e-4:
            continue
        rough = answer("by hand", problem, gradients_only=True)
        exact = answer("by hand", problem.to("float64"), gradients_only=True)
        allowed = sensitivities(problem)
        assert set(allowed) == set(rough) - {"errors"} | {"x_hat"}
        for name in set(allowed) & set(rough):
            off = np.abs(rough[name] - exact[name]).max()
            if off:
                ratios.append(off / allowed[name].max())
    assert len(ratios) > 200
    assert max(ratios) < 8
    assert np.median(ratios) > 0.02  # and not by far larger, which would let anything pass


def test_a_gradient_that_is_off_by_a_millionth_is_seen(monkeypatch):
    def nearly(twin, problem, **options):
        answers = answer(twin, problem, **options)
        return answers | {"dW1": answers["dW1"] * (1 + 1e-6)}

    monkeypatch.setattr("autograder.crosscheck.check.answer", nearly)
    seen = 0
    for problem in SMALL[:10]:
        findings = list(check_network(problem, with_pytorch=False))
        seen += any("complex step" in f.comparison and not f.agrees for f in findings)
    assert seen >= 7  # the rest have a first layer whose gradient is 0


def test_no_oracle_is_asked_where_batch_norm_normalises_rounding():
    lost = draw(93, "float64")  # dead ReLUs leave columns constant, and batch norms magnify rounding
    assert sensitivities(lost)["x_hat"].max() > 1
    assert {finding.comparison for finding in check_network(lost)} == {WITH_BN}


@pytest.mark.slow
def test_most_networks_with_batch_norm_are_compared_with_the_oracles():
    errors = [
        sensitivities(problem)["x_hat"].max()
        for problem in (draw(seed, DTYPES[seed % 2]) for seed in range(200))
        if problem.has_bn
    ]
    assert np.mean(np.array(errors) <= LOST) > 0.9
