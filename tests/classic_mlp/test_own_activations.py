"""Activations and criteria as students write them: they keep what they like, and write to it at any time."""

import copy
from typing import ClassVar

import numpy as np
import pytest

from classic_mlp import MLP, Activation, Criterion, Identity, SoftmaxCrossEntropy, Tanh

X = np.random.default_rng(3).normal(size=(5, 4))
LABELS = np.eye(4)[[0, 1, 2, 3, 1]]


class Overwritten(Activation):
    """ReLU, whose derivative is written over what forward returned."""

    def forward(self, z):
        self.state = np.maximum(z, 0)
        return self.state

    def derivative(self):
        slope = self.state
        slope[slope > 0] = 1
        return slope


class Doubled(Activation):
    """Twice another activation."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, z):
        return 2 * self.inner(z)

    def derivative(self):
        return 2 * self.inner.derivative()


class InList(Doubled):
    """Twice another activation, which is in a list."""

    def __init__(self, inner):
        super().__init__(inner)
        self.parts = [inner]
        del self.inner

    def forward(self, z):
        return 2 * self.parts[0](z)

    def derivative(self):
        return 2 * self.parts[0].derivative()


class Cached(Activation):
    """tanh, kept in a dictionary."""

    def __init__(self):
        super().__init__()
        self.cache = {}

    def forward(self, z):
        self.cache["y"] = np.tanh(z)
        return self.cache["y"]

    def derivative(self):
        return 1 - self.cache["y"] ** 2


class Buffered(Activation):
    """tanh, always written into the same array."""

    def __init__(self):
        super().__init__()
        self.state = np.zeros(X.shape)

    def forward(self, z):
        return np.tanh(z, out=self.state)

    def derivative(self):
        return 1 - self.state**2


class InPlace(Activation):
    """tanh, written over what it is given."""

    def forward(self, z):
        self.state = np.tanh(z, out=z)
        return z

    def derivative(self):
        return 1 - self.state**2


class Dropping(Activation):
    """Every pass lets another half of the units through."""

    calls = 0

    def forward(self, z):
        self.mask = np.arange(z.size).reshape(z.shape) % 2 == self.calls % 2
        self.calls += 1
        return z * self.mask

    def derivative(self):
        return self.mask.astype(float)


OWN = {
    "overwrites its state": Overwritten,
    "made of another": lambda: Doubled(Tanh()),
    "made of one that is made of another": lambda: Doubled(Doubled(Tanh())),
    "made of another in a list": lambda: InList(Tanh()),
    "keeps a dictionary": Cached,
    "writes into one array": Buffered,
    "writes over its input": InPlace,
}


def network(activations, criterion=None, num_bn_layers=0):
    rng = np.random.default_rng(0)
    return MLP(
        4,
        4,
        [4, 4],
        activations,
        lambda *n: rng.normal(size=n),
        lambda n: rng.normal(size=(1, n)),
        criterion or SoftmaxCrossEntropy(),
        0.1,
        0.9,
        num_bn_layers,
    )


def assert_gradient_is_that_of_differences(mlp):
    mlp(X)
    found = mlp.backward(LABELS, input_gradient=True)
    grads = [layer.dW for layer in mlp.linear_layers]
    h = 1e-6
    weights = [(layer.W, dW, len(X)) for layer, dW in zip(mlp.linear_layers, grads, strict=True)]
    for array, grad, n in [(X.copy(), found, 1), *weights]:
        losses = []
        for index in ((1, 2), (3, 0)):
            for step in (h, -h):
                before = array[index]
                array[index] += step
                mlp(array if array.shape == X.shape else X)
                losses.append(mlp.total_loss(LABELS) / n)
                array[index] = before
            np.testing.assert_allclose(grad[index], (losses[-2] - losses[-1]) / (2 * h), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("make", OWN.values(), ids=OWN.keys())
@pytest.mark.parametrize("num_bn_layers", [0, 2])
@pytest.mark.parametrize("shared", [False, True], ids=["two of them", "one for both layers"])
def test_the_gradient_is_right_whatever_an_activation_keeps(make, num_bn_layers, shared):
    one = make()
    mlp = network([one, one if shared else make(), Identity()], num_bn_layers=num_bn_layers)
    assert_gradient_is_that_of_differences(mlp)


def test_what_was_dropped_in_forward_is_dropped_in_backward():
    """Held against the network whose two layers drop by masks that stay."""
    one = Dropping()
    mlp = network([one, one, Identity()])
    mlp(X)
    assert one.calls == 2
    found = mlp.backward(LABELS, input_gradient=True)
    assert one.calls == 2
    fixed = [Dropping(), Dropping(), Identity()]
    fixed[1].calls = 1
    other = network(fixed)
    other(X)
    np.testing.assert_array_equal(found, other.backward(LABELS, input_gradient=True))


def test_an_activation_made_of_another_goes_on_following_it():
    class Slope(Activation):
        slope = 1.0

        def forward(self, z):
            self.state = self.slope * z
            return self.state

        def derivative(self):
            return self.slope

    for kind in (Doubled, InList):
        inner = Slope()
        outer = kind(inner)
        mlp = network([outer, Identity(), Identity()])
        first = mlp(X)
        inner.slope = 3.0
        assert not np.allclose(mlp(X), first)
        assert_gradient_is_that_of_differences(mlp)


def test_an_activation_shows_what_it_kept():
    cached, buffered = Cached(), Buffered()
    mlp = network([cached, buffered, Identity()])
    mlp(X)
    assert list(cached.cache) == ["y"]
    np.testing.assert_array_equal(buffered.state, mlp.linear_layers[2].x)


class Squares(Criterion):
    """Half the sum of squares, kept in what it is given."""

    def forward(self, x, y):
        x -= y
        self.kept = x
        return (self.kept**2).sum(axis=1) / 2

    def derivative(self):
        return self.kept


def test_a_criterion_that_writes_over_the_logits_leaves_the_networks_alone():
    mlp = network([Tanh(), Tanh(), Identity()], Squares())
    assert_gradient_is_that_of_differences(mlp)
    mlp(X)
    first = mlp.total_loss(LABELS), mlp.error(LABELS)
    mlp.backward(LABELS)
    assert first == (mlp.total_loss(LABELS), mlp.error(LABELS))


class Returning(Activation):
    """An activation whose derivative is what it is told."""

    def __init__(self, slope):
        super().__init__()
        self.slope = slope

    def forward(self, z):
        return z.copy()

    def derivative(self):
        return self.slope


WRONG_SLOPES = {
    "a row": np.ones((1, 4)),
    "a column": np.ones((5, 1)),
    "one dimension": np.ones(4),
    "None": None,
    "text": "1",
    "a Jacobian": np.ones((5, 4, 4)),
    "objects": np.ones((5, 4), object),
    "empty": np.ones((0, 4)),
}


@pytest.mark.parametrize("slope", WRONG_SLOPES.values(), ids=WRONG_SLOPES.keys())
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_derivative_of_another_shape_is_refused_before_any_gradient_changes(slope, place):
    activations = [Identity(), Identity(), Identity()]
    activations[place] = Returning(slope)
    mlp = network(activations)
    mlp(X)
    before = [copy.copy(layer.dW) for layer in mlp.linear_layers]
    with pytest.raises((TypeError, ValueError), match=r"^MLP expects .*derivative.*; got [^\n]*\.$"):
        mlp.backward(LABELS)
    for layer, dW in zip(mlp.linear_layers, before, strict=True):
        np.testing.assert_array_equal(layer.dW, dW)


def test_the_derivative_of_a_criterion_has_the_shape_of_the_logits():
    class Averaged(SoftmaxCrossEntropy):
        def derivative(self):
            return super().derivative().mean(axis=0, keepdims=True)

    mlp = network([Tanh(), Tanh(), Identity()], Averaged())
    mlp(X)
    with pytest.raises(ValueError, match=r"Averaged.derivative\(\) to have shape \(5, 4\); got \(1, 4\)"):
        mlp.backward(LABELS)


def test_a_derivative_written_over_what_was_kept_may_be_asked_for_twice():
    class Sigmoid(Activation):
        def forward(self, z):
            self.state = 1 / (1 + np.exp(-z))
            return self.state

        def derivative(self):
            self.state *= 1 - self.state
            return self.state

    mlp = network([Sigmoid(), Sigmoid(), Identity()])
    mlp(X)
    first = mlp.backward(LABELS, input_gradient=True)
    np.testing.assert_array_equal(mlp.backward(LABELS, input_gradient=True), first)


def test_an_activation_may_answer_in_one_buffer_for_all_layers():
    class Buffered(Activation):
        buffer: ClassVar = {}

        def forward(self, z):
            out = self.buffer.setdefault(z.shape, np.empty(z.shape))
            np.tanh(z, out=out)
            self.state = out.copy()
            return out

        def derivative(self):
            return 1 - self.state**2

    ours, theirs = network([Tanh(), Tanh(), Identity()]), network([Buffered(), Buffered(), Identity()])
    for mlp in (ours, theirs):
        mlp(X)
    dx = [mlp.backward(LABELS, input_gradient=True) for mlp in (ours, theirs)]
    np.testing.assert_allclose(dx[1], dx[0], rtol=1e-12)
    for one, other in zip(ours.linear_layers, theirs.linear_layers, strict=True):
        np.testing.assert_allclose(other.dW, one.dW, rtol=1e-12)


def test_the_batch_norms_that_are_there_are_gone_back_through_whatever_num_bn_layers_is_set_to():
    def gradients(count):
        mlp = network([Tanh(), Tanh(), Identity()], num_bn_layers=2)
        mlp.num_bn_layers = count
        mlp(X)
        return mlp.backward(LABELS, input_gradient=True)

    np.testing.assert_array_equal(gradients(0), gradients(2))
