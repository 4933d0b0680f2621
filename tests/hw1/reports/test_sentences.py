"""What is said of numbers: each sentence for numbers of which it is true."""

import numpy as np
import pytest

from hw1.reports.measuring import LayerFigures, Look, look_at_module
from hw1.reports.sentences import of_accuracies, of_gradients, of_losses, of_outputs, of_twins
from mytorch import nn
from mytorch.tensor import Tensor


def look(epoch, *gradients, activation="Sigmoid"):
    names = [f"{i}: Linear 9 → 9, {activation}" for i in range(1, len(gradients) + 1)]
    return Look(
        epoch,
        [LayerFigures(name, g, 9 * g, 0.5, 0.1, 0.25) for name, g in zip(names, gradients, strict=True)],
    )


def test_the_vanishing_gradient_of_a_deep_sigmoid_network_is_named_with_its_numbers():
    sizes = [12, *[16] * 7, 4]
    layers = [
        part for a, b in zip(sizes, sizes[1:], strict=False) for part in (nn.Linear(a, b), nn.Sigmoid())
    ]
    model = nn.Sequential(*layers[:-1])
    x, y = np.random.default_rng(0).normal(0, 1, (40, 12)), np.arange(40) % 4

    def loss(one):
        return nn.CrossEntropyLoss()(one(Tensor(x)), Tensor(y))

    said = of_gradients([Look(0, look_at_module(model, loss))])
    loss(model).backward()
    g = [layer.weight.grad.data for layer in (model.layers[0], model.layers[-1])]
    first, last = (np.sqrt((one**2).mean()) for one in g)
    assert f"the gradient of layer 1 is {last / first:,.0f} times smaller than that of layer 8" in said
    assert "This is the vanishing gradient: on its way back each sigmoid multiplies it by its slope" in said


GRADIENTS = {
    "alike": ([look(0, 1.0, 1.0)], "is as large as that of layer 2 (1 against 1 a weight): it neither"),
    "a little smaller": ([look(0, 1.0, 3.0)], "3.0 times smaller than that of layer 2"),
    "tanh": ([look(0, 0.1, 3.0, activation="Tanh")], "vanishing gradient: on its way back each tanh"),
    "another": ([look(0, 0.1, 3.0, activation="ReLU")], "vanishing gradient: each layer passes less back"),
    "exploding": ([look(0, 40.0, 1.0)], "40 times larger than that of layer 2 (40 against 1 a weight). This"),
    "nothing arrives": ([look(0, 0.0, 1.0)], "the gradient of layer 1 is 0: nothing"),
    "nothing at all": ([look(0, 0.0, 0.0)], "the gradient of layer 1 is 0: nothing"),
    "one layer": ([look(0, 1.0)], "The network has one layer"),
    "later": ([look(0, 1.0, 1.0), look(1, 1.0, 2.0), look(2, 1.0, 4.0)], "After 2 epochs, the gradient"),
}  # fmt: skip


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients_are_called_what_they_are(name):
    looks, said = GRADIENTS[name]
    assert said in of_gradients(looks)


OTHERS = {
    "still rising": (of_accuracies([0, 1], [0.1, 0.9]), "ends at 90.00%. That is its best value"),
    "better before": (of_accuracies([0, 1, 2], [0.1, 0.92, 0.9]), "92.00%, after 1 epoch; the end is 2.00"),
    "once": (of_accuracies([0.5], [0.25]), "measured once: 25.00%"),
    "falling": (of_losses([2, 1], [2.5, 1.5]), "still falling at the end"),
    "overfitting": (of_losses([2, 1, 0.5], [2.5, 1.5, 1.9]), "lowest in epoch 2, 1.500. After that it"),
    "one epoch": (of_losses([2], [2.5], " by hand"), "After one epoch by hand, the training loss is 2.000"),
    "the same bits": (of_twins({"a": [1, 2]}, {"a": [1, 2]}), "has the same bits"),
    "rounding": (of_twins({"a": [1, 2]}, {"a": [1, 2 + 1e-9]}), "differ by at most 1e-09"),
    "apart": (of_twins({"a": [1, 2]}, {"a": [1.5]}), "differ by up to 0.5"),
    "saturated": (of_outputs([look(0, 1.0, 1.0)]), "at 25% of its outputs the slope is near 0"),
    "zeros": (of_outputs([look(0, 1.0, activation="ReLU")]), "ReLU puts out 0 for 25%"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other_numbers_are_told_as_they_are(name):
    found, said = OTHERS[name]
    assert said in found


def test_a_network_that_does_not_overfit_is_not_said_to():
    assert "overfitting" not in of_losses([2, 1, 0.5], [2.5, 1.5, 1.505])
    assert "overfitting" not in of_losses([2, 1, 1.5], [2.5, 1.5, 1.9])
