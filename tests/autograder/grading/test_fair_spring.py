"""What costs no points in spring, and what costs only its own."""

import pytest

from autograder.grading.corpora import base
from autograder.grading.grade import grade

LINEAR, HW1, NORM = "mytorch/linear.py", "hw1/hw1.py", "mytorch/batchnorm.py"


def graded(*edits, problems=None, seed=5):
    """The student's hand-in with some lines changed: (file, old, new)."""
    files = dict(base("spring", "student"))
    for name, old, new in edits:
        assert files[name].decode().count(old) == 1, old
        files[name] = files[name].replace(old.encode(), new.encode())
    return grade(files, "spring", seed=seed, isolation="none", problems=problems)


def lost(found):
    """Points by test."""
    return {v.name: v.max_points - v.points for v in found.verdicts if not v.passed}


OUTPUT = "        self.output = None\n"
FAIR = {
    "no self.output": [
        (HW1, OUTPUT, ""),
        (HW1, "        self.output = x\n", "        self.last = x\n"),
        (HW1, "        self.criterion(self.output, labels)\n", "        self.criterion(self.last, labels)\n"),
    ],
    "total_loss and error that raise": [
        (HW1, "return (np.argmax(self.output, axis=1)", "return (np.argmax(self.nothing, axis=1)"),
        (HW1, "return self.criterion(self.output, labels).sum()", "raise ValueError"),
    ],
    "nothing to start from": [
        (LINEAR, "self.dW = np.zeros(self.W.shape)", "self.dW = 0.0"),
        (LINEAR, "self.db = np.zeros(self.b.shape)", "self.db = None"),
    ],
    "gradients zeroed inside backward": [
        (HW1, "        delta = self.crit", "        self.zero_grads()\n        delta = self.crit"),
    ],
    "bn_layers None": [(HW1, OUTPUT, "        self.bn_layers = getattr(self, 'bn_layers', None)\n")],
}  # fmt: skip


@pytest.mark.parametrize("edits", FAIR.values(), ids=FAIR)
def test_what_no_handout_asks_for_costs_nothing(edits):
    found = graded(*edits, problems=["linear", "linear_mlp", "hidden_layers", "momentum"])
    assert not lost(found)
    assert not found.remarked or set(found.remarked) == {"hidden_layers"}


def test_an_exception_costs_the_value_that_it_keeps_away():
    found = graded(
        (LINEAR, "        return np.dot(delta, self.W.T)", "        raise ValueError('no dx')"),
        problems=["linear"],
    )
    assert lost(found) == {"linear: backward, dx": 0.5, "linear: backward of a second batch": 0.25}


def test_a_step_is_judged_without_a_backward():
    found = graded((HW1, "        delta = self.criterion.derivative()\n", "        raise ValueError\n"))
    assert not {name for name in lost(found) if "step" in name or name.startswith("momentum")}
    assert lost(found)["hidden_layers: dW"] == 8


def test_gradients_of_what_forward_computes_are_right():
    """Half of every sum before the activation: no mistake that is known, and the fault of forward alone."""
    found = graded(
        (HW1, "            x = self.linear_layers[i](x)\n", "            x = self.linear_layers[i](x) / 2\n"),
        (HW1, "            delta = self.linear_layers[i].backward(delta)\n",
         "            delta = self.linear_layers[i].backward(delta / 2)\n"),
        problems=["linear_mlp", "hidden_layers"],
    )  # fmt: skip
    assert lost(found) == {"hidden_layers: forward": 10}


def test_gradients_of_something_else_are_wrong_all_the_same():
    found = graded(
        (HW1, "            x = self.linear_layers[i](x)\n", "            x = self.linear_layers[i](x) / 2\n"),
        (HW1, "            delta = self.linear_layers[i].backward(delta)\n",
         "            delta = self.linear_layers[i].backward(delta * 3)\n"),
        problems=["linear_mlp", "hidden_layers"],
    )  # fmt: skip
    assert lost(found)["hidden_layers: dW"] == 8


def test_a_division_that_is_missing_is_told_once_where_it_is():
    found = graded(
        (LINEAR, " / n", ""), (LINEAR, "np.mean(delta", "np.sum(delta"),
        problems=["linear", "linear_mlp", "hidden_layers"],
    )  # fmt: skip
    assert lost(found) == {"linear: backward, dW": 0.75}
    payer = next(verdict for verdict in found.verdicts if not verdict.passed)
    assert "linear: backward, db; linear: backward of a second batch" in payer.message
    assert not any("N = 1 " in verdict.message for verdict in found.verdicts)


def test_inference_is_judged_by_given_averages_where_its_own_are_wrong():
    found = graded(
        (NORM, "* self.running_mean + (1", "* 0.5 * self.running_mean + (1"), problems=["batchnorm"]
    )
    assert set(lost(found)) == {"batchnorm: training, running mean"}


CALLS = {
    "zeroed before the step": ("        mlp.step()\n", "        mlp.zero_grads()\n            mlp.step()\n"),
    "two steps": ("            mlp.step()\n", "            mlp.step()\n            mlp.step()\n"),
    "step without backward": ("            mlp(x)\n", "            mlp(x)\n            mlp.step()\n"),
}  # fmt: skip


@pytest.mark.parametrize(("mistake", "edit"), CALLS.items(), ids=CALLS)
def test_calls_in_another_order_cost_the_order(mistake, edit):
    found = graded((HW1, *edit), problems=["training_statistics"])
    assert lost(found) == {"training_statistics: order of the calls": 1.5}
    assert found.verdicts[0].hypothesis == mistake
