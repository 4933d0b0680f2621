"""Tests of what costs no points in spring, and of faults that cost only the points of one test."""

import pytest

from autograder.grading.auditing.corpora import base, edited
from autograder.grading.grade import grade

pytestmark = pytest.mark.slow  # many processes; runs with -m slow

LINEAR, HW1, NORM = "mytorch/linear.py", "hw1/hw1.py", "mytorch/batchnorm.py"


def graded(*edits, problems=None, seed=5):
    """The student's hand-in with some code changed: (place, old, new)."""
    files = edited(base("spring", "student"), edits, "this test")
    return grade(files, "spring", seed=seed, isolation="none", problems=problems)


def lost(found):
    """Points by test."""
    return {v.name: v.max_points - v.points for v in found.verdicts if not v.passed}


FAIR = {
    "no self.output": [
        (f"{HW1}:MLP.__init__", "self.output = None", ""),
        (f"{HW1}:MLP.forward", "self.output = x", "self.last = x"),
        (f"{HW1}:MLP.backward", "self.criterion(self.output, labels)", "self.criterion(self.last, labels)"),
    ],
    "total_loss and error that raise": [
        (f"{HW1}:MLP.error", "self.output", "self.nothing"),
        (f"{HW1}:MLP.total_loss", "return self.criterion(self.output, labels).sum()", "raise ValueError"),
    ],
    "nothing to start from": [
        (f"{LINEAR}:Linear.__init__", "self.dW = np.zeros(self.W.shape)", "self.dW = 0.0"),
        (f"{LINEAR}:Linear.__init__", "self.db = np.zeros(self.b.shape)", "self.db = None"),
    ],
    "gradients zeroed inside backward": [
        (
            f"{HW1}:MLP.backward",
            "delta = self.criterion.derivative()",
            "self.zero_grads()\ndelta = self.criterion.derivative()",
        ),
    ],
    "bn_layers None": [
        (f"{HW1}:MLP.__init__", "self.output = None", "self.bn_layers = getattr(self, 'bn_layers', None)"),
    ],
}


@pytest.mark.parametrize("edits", FAIR.values(), ids=FAIR)
def test_what_no_handout_asks_for_costs_nothing(edits):
    found = graded(*edits, problems=["linear", "linear_mlp", "hidden_layers", "momentum"])
    assert not lost(found)
    assert not found.remarked or set(found.remarked) == {"hidden_layers"}


def test_an_exception_costs_the_value_that_it_keeps_away():
    found = graded(
        (f"{LINEAR}:Linear.backward", "return np.dot(delta, self.W.T)", "raise ValueError('no dx')"),
        problems=["linear"],
    )
    assert lost(found) == {"linear: backward, dx": 0.5, "linear: backward of a second batch": 0.25}


def test_a_step_is_judged_without_a_backward():
    found = graded((f"{HW1}:MLP.backward", "delta = self.criterion.derivative()", "raise ValueError"))
    assert not {name for name in lost(found) if "step" in name or name.startswith("momentum")}
    assert lost(found)["hidden_layers: dW"] == 8


def test_gradients_of_what_forward_computes_are_right():
    """Half of every sum before the activation: no mistake that is known, and the fault of forward alone."""
    found = graded(
        (f"{HW1}:MLP.forward", "x = self.linear_layers[i](x)", "x = self.linear_layers[i](x) / 2"),
        (
            f"{HW1}:MLP.backward",
            "delta = self.linear_layers[i].backward(delta)",
            "delta = self.linear_layers[i].backward(delta / 2)",
        ),
        problems=["linear_mlp", "hidden_layers"],
    )
    assert lost(found) == {"hidden_layers: forward": 10}


def test_gradients_of_something_else_are_wrong_all_the_same():
    found = graded(
        (f"{HW1}:MLP.forward", "x = self.linear_layers[i](x)", "x = self.linear_layers[i](x) / 2"),
        (
            f"{HW1}:MLP.backward",
            "delta = self.linear_layers[i].backward(delta)",
            "delta = self.linear_layers[i].backward(delta * 3)",
        ),
        problems=["linear_mlp", "hidden_layers"],
    )
    assert lost(found)["hidden_layers: dW"] == 8


def test_a_division_that_is_missing_is_told_once_where_it_is():
    found = graded(
        (f"{LINEAR}:Linear.backward", "np.dot(self.x.T, delta) / n", "np.dot(self.x.T, delta)"),
        (f"{LINEAR}:Linear.backward", "np.mean", "np.sum"),
        problems=["linear", "linear_mlp", "hidden_layers"],
    )
    assert lost(found) == {"linear: backward, dW": 0.75}
    payer = next(verdict for verdict in found.verdicts if not verdict.passed)
    assert "linear: backward, db; linear: backward of a second batch" in payer.message
    assert not any("N = 1 " in verdict.message for verdict in found.verdicts)


def test_inference_is_judged_by_given_averages_where_its_own_are_wrong():
    found = graded(
        (
            f"{NORM}:BatchNorm.forward",
            "self.alpha * self.running_mean",
            "self.alpha * 0.5 * self.running_mean",
        ),
        problems=["batchnorm"],
    )
    assert set(lost(found)) == {"batchnorm: training, running mean"}


CALLS = {
    "zeroed before the step": ("mlp.step()", "mlp.zero_grads()\nmlp.step()"),
    "two steps": ("mlp.step()", "mlp.step()\nmlp.step()"),
    "step without backward": ("mlp(x)", "mlp(x)\nmlp.step()"),
}


@pytest.mark.parametrize(("mistake", "edit"), CALLS.items(), ids=CALLS)
def test_calls_in_another_order_cost_the_order(mistake, edit):
    found = graded((f"{HW1}:get_training_stats", *edit), problems=["training_statistics"])
    assert lost(found) == {"training_statistics: order of the calls": 1.5}
    assert found.verdicts[0].hypothesis == mistake
