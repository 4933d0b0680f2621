"""The grader's own answers: two ways to each, and no grading where they part."""

import numpy as np
import pytest

from autograder.complex_step import complex_gradients
from autograder.grading.judging import expressions, fall_answers, network_answers, spring_answers
from autograder.grading.judging.references import DisagreementError, demand_agreement

RNG = np.random.default_rng(3)


def test_the_complex_step_is_exact():
    x = RNG.normal(size=(2, 3))
    gradient = complex_gradients(lambda at: np.exp(at["x"]).sum(), {"x": x})["x"]
    assert np.allclose(gradient, np.exp(x), rtol=1e-15, atol=0)


@pytest.mark.parametrize(
    "other",
    [{"a": np.ones(2) * (1 + 1e-6)}, {"b": np.ones(2)}, {"a": np.ones((1, 2))}, {"a": np.full(2, np.nan)}],
)
def test_references_that_part_stop_the_grader(other):
    with pytest.raises(DisagreementError):
        demand_agreement("a value", {"a": np.ones(2)}, other)


def test_a_wrong_twin_stops_the_grader(monkeypatch):
    import classic_mlp

    right = classic_mlp.Linear.backward

    def wrong(self, delta):
        dx = right(self, delta)
        self.dW = self.dW * 1.001
        return dx

    monkeypatch.setattr(classic_mlp.Linear, "backward", wrong)
    x, weight, bias, g = (RNG.normal(size=shape) for shape in ((5, 3), (2, 3), (2,), (5, 2)))
    with pytest.raises(DisagreementError):
        fall_answers.linear_answers(x, weight, bias, g)


@pytest.mark.parametrize("num_bn_layers", [0, 1, 2])
def test_formulas_and_twin_agree_on_networks(num_bn_layers):
    problem = network_answers.draw(
        RNG, [4, 3, 3, 2], ["ReLU", "Tanh", "Sigmoid"], [5, 1, 3], num_bn_layers, momentum=True
    )
    answers = network_answers.true_answers(problem)
    assert any(name.startswith("dgamma") for name in answers) == bool(num_bn_layers)


def test_formulas_and_twin_agree_on_columns_far_from_zero():
    xs = [1e6 + 0.01 * RNG.normal(size=(N, 4)) for N in (7, 6)]
    gs, x_eval = [RNG.normal(size=x.shape) for x in xs], xs[0]
    one = np.ones(4)
    for found in (  # else a DisagreementError
        spring_answers.batchnorm_answers(one[np.newaxis], 0 * one[np.newaxis], xs, gs, x_eval),
        fall_answers.batchnorm_answers(one, 0 * one, xs, x_eval),
    ):
        assert np.allclose(found["output of batch 2"].mean(axis=0), 0, rtol=0, atol=1e-12)


@pytest.mark.parametrize("mistake", network_answers.NETWORK_MISTAKES)
def test_every_mistake_of_a_network_shows_somewhere(mistake):
    """Else its name in the list would promise what no test can tell."""
    problems = [
        network_answers.draw(
            RNG, [4, 3, 3, 3], ["Sigmoid", "Tanh", "Sigmoid"], [5, 4, 3], bn, momentum=True, shared=True
        )
        for bn in (0, 2)
    ]
    problems.append(network_answers.draw(RNG, [4, 3, 3], ["ReLU", "ReLU"], [5, 4], 0))
    problems.append(network_answers.draw(RNG, [4, 3, 3], ["Sigmoid", "Sigmoid"], [5, 4], 0))
    shown = False
    for problem in problems:
        right, wrong = network_answers.plain_answers(problem), network_answers.plain_answers(problem, mistake)
        shown |= any(
            np.shape(right[k]) != np.shape(wrong[k])
            or not np.allclose(right[k], wrong[k], rtol=1e-9, atol=1e-12)
            for k in right
            if k in wrong
        )
    assert shown or mistake == "derivative at 0"  # which needs an input of 0


def test_activations_are_right_far_out_and_at_zero():
    z = np.array([[0.0, -1000.0, 1000.0, 800.0]])
    assert np.array_equal(spring_answers.activation_answers("Sigmoid", z)["output"], [[0.5, 0.0, 1.0, 1.0]])
    assert spring_answers.activation_answers("ReLU", z)["derivative"][0, 0] == 0


def test_programs_are_differentiated_through_values_used_twice():
    a, b = np.array([2.0]), np.array([3.0])
    assert (
        expressions.true_gradients(["* 0 1", "+ 2 0", "* 3 3"], [a, b], np.ones(1))[0] == 64
    )  # 2 (ab + a)(b + 1)


@pytest.mark.parametrize("seed", range(30))
def test_drawn_programs_use_every_leaf(seed):
    program = expressions.draw(np.random.default_rng(seed), 3, 7)
    used = {int(i) for line in program for i in line.split()[1:]}
    assert set(range(9)) <= used
