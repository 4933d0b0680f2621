"""A GRU that learns to spell, by hand and by autograd: the same loss curve.

Names differ in length. By autograd they are a packed sequence; by hand each time step goes on with those
names that have it, the longest first.
"""

import numpy as np

from classic_mlp.gru import GRUCell
from classic_mlp.linear import Linear
from classic_mlp.loss import SoftmaxCrossEntropy
from mytorch import nn, optim
from mytorch.nn.util import pack_sequence

NAMES = ["ann", "bea", "anna", "nan", "hannah", "eban", "abe", "nahna", "he", "hanna"]
LETTERS = ".abehn"  # a dot stands before and after each name
V, H, LR, STEPS = len(LETTERS), 7, 0.5, 20
ONE_HOT = np.eye(V)


def codes(text):
    return [LETTERS.index(letter) for letter in text]


def batches():
    """In each of the steps six names, the longest first."""
    rng = np.random.default_rng(2)
    return [sorted(rng.choice(NAMES, 6, replace=False), key=len, reverse=True) for _ in range(STEPS)]


class ByAutograd:
    def __init__(self):
        np.random.seed(4)  # noqa: NPY002 (which the parameters are drawn from)
        self.gru, self.linear = nn.GRU(V, H), nn.Linear(H, V)
        self.optimizer = optim.SGD([*self.gru.parameters(), *self.linear.parameters()], lr=LR)

    def train(self, names):
        """One step; the mean loss of a letter before it."""
        output, _ = self.gru(pack_sequence([ONE_HOT[codes("." + name)] for name in names]))
        wanted = pack_sequence([np.array(codes(name + ".")) for name in names])
        loss = nn.functional.cross_entropy(self.linear(output.data), wanted.data)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def parameters(self):
        unit = self.gru.unit
        gru = [p.data for p in (unit.weight_ih, unit.weight_hh, unit.bias_ih, unit.bias_hh)]
        return [*gru, self.linear.weight.data.T, self.linear.bias.data[np.newaxis]]


class ByHand:
    def __init__(self, start):
        weight_ih, weight_hh, bias_ih, bias_hh, weight, bias = start
        weights, biases = iter([weight_ih, weight_hh]), iter([bias_ih, bias_hh])
        self.cell = GRUCell(V, H, lambda *sizes: next(weights), lambda *sizes: next(biases))
        self.linear = Linear(H, V, lambda *sizes: weight, lambda *sizes: bias)
        self.criterion = SoftmaxCrossEntropy()

    def train(self, names):
        """One step; the mean loss of a letter before it."""
        cell, linear = self.cell, self.linear
        spelled = [codes(f".{name}.") for name in names]
        sizes = [sum(len(code) > t + 1 for code in spelled) for t in range(len(spelled[0]) - 1)]
        cell.zero_grads()
        h, outputs = np.zeros((len(names), H)), []
        for t, n in enumerate(sizes):
            h = cell(ONE_HOT[[code[t] for code in spelled[:n]]], h[:n])
            outputs.append(h)
        wanted = [code[t + 1] for t, n in enumerate(sizes) for code in spelled[:n]]
        loss = self.criterion(linear(np.concatenate(outputs)), ONE_HOT[wanted]).mean()
        delta = linear.backward(self.criterion.derivative()) / len(wanted)  # of the mean loss
        dh = np.zeros((0, H))
        for part in reversed(np.split(delta, np.cumsum(sizes)[:-1])):
            part[: len(dh)] += dh
            _, dh = cell.backward(part)
        for layer in (cell, linear):
            for name in layer.parameters:
                setattr(layer, name, getattr(layer, name) - LR * getattr(layer, "d" + name))
        return loss

    def parameters(self):
        return [getattr(layer, name) for layer in (self.cell, self.linear) for name in layer.parameters]


def test_by_hand_and_by_autograd_have_the_same_loss_curve_and_end_at_the_same_weights():
    by_autograd = ByAutograd()
    by_hand = ByHand([p.copy() for p in by_autograd.parameters()])
    curves = [[model.train(names) for names in batches()] for model in (by_autograd, by_hand)]
    np.testing.assert_allclose(curves[1], curves[0], rtol=1e-10)
    assert curves[0][-1] < curves[0][0] - 0.3  # it learns
    for ours, other in zip(by_hand.parameters(), by_autograd.parameters(), strict=True):
        np.testing.assert_allclose(ours, other, rtol=1e-10, atol=1e-12)
