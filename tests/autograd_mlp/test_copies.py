"""Copies and pickles of both networks: data and flags, and never a graph or a forward pass."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

import autograd_mlp
import classic_mlp
from hw1.places import ROOT
from mytorch import nn

X, LABELS = np.random.default_rng(1).normal(size=(7, 6)), np.eye(3)[[0, 1, 2, 0, 1, 2, 0]]
WAYS = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {n}": lambda x, n=n: pickle.loads(pickle.dumps(x, n)) for n in range(2, 6)},
}
EACH_WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
EACH_TWIN = pytest.mark.parametrize("twin", ["by hand", "by autograd"])


def build(twin):
    """A network with momentum and batch norm, whose initialisers cannot be pickled."""
    layers, kind, criterion = (
        (classic_mlp, classic_mlp.MLP, classic_mlp.SoftmaxCrossEntropy())
        if twin == "by hand"
        else (nn, autograd_mlp.MLP, nn.CrossEntropyLoss(reduction="sum"))
    )
    rng = np.random.default_rng(0)
    return kind(
        6,
        3,
        [5, 4],
        [layers.Tanh(), layers.Sigmoid(), layers.Identity()],
        lambda *n: rng.normal(size=n),
        lambda n: rng.normal(size=(1, n)),
        criterion,
        0.1,
        0.9,
        2,
    )


def data(mlp):
    """All parameters, statistics and gradients."""
    if isinstance(mlp, classic_mlp.MLP):
        names = ("W", "b", "dW", "db", "momentum_W", "momentum_b")
        found = [getattr(layer, name) for layer in mlp.linear_layers for name in names]
        names = ("gamma", "beta", "dgamma", "dbeta", "running_mean", "running_var")
        return found + [getattr(layer, name) for layer in mlp.bn_layers for name in names]
    found = [tensor for layer in mlp.network for tensor in (*layer.parameters(), *layer.buffers())]
    return [t.data for t in found] + [t.grad.data for t in found if t.grad is not None]


def train(mlp, steps=3):
    found = []
    mlp.train()
    for _ in range(steps):
        found += [np.array(mlp(X)), mlp.total_loss(LABELS), mlp.backward(LABELS, input_gradient=True)]
        mlp.step()
    return found + [array.copy() for array in data(mlp)]


def assert_equal(some, others):
    for one, other in zip(some, others, strict=True):
        np.testing.assert_array_equal(one, other)


@EACH_WAY
@EACH_TWIN
def test_a_copy_carries_data_and_flags_and_trains_as_the_original_would(twin, way):
    mlp = build(twin)
    train(mlp)
    mlp.eval()
    mlp.lr, mlp.momentum = 0.05, 0.5
    mlp(X)
    mlp.backward(LABELS)
    twin_of_it = way(mlp)

    assert_equal(data(twin_of_it), data(mlp))
    assert not any(np.shares_memory(a, b) for a, b in zip(data(twin_of_it), data(mlp), strict=True))
    assert (twin_of_it.train_mode, twin_of_it.lr, twin_of_it.momentum) == (False, 0.05, 0.5)
    assert_equal([twin_of_it.output], [mlp.output])
    assert not np.shares_memory(twin_of_it.output, mlp.output)
    assert twin_of_it.total_loss(LABELS) == mlp.total_loss(LABELS)
    assert twin_of_it.error(LABELS) == mlp.error(LABELS)
    assert not set(map(id, twin_of_it.linear_layers)) & set(map(id, mlp.linear_layers))

    before = [array.copy() for array in data(mlp)]
    trained = train(twin_of_it)
    assert_equal(data(mlp), before)
    assert_equal(train(mlp), trained)


@EACH_WAY
@EACH_TWIN
def test_a_copy_made_between_the_passes_cannot_go_back_and_the_original_can(twin, way):
    mlp, plain = build(twin), build(twin)
    for each in (mlp, plain):
        each(X)
    with pytest.raises(RuntimeError, match="needs a forward pass of its own, and a copy carries none"):
        way(mlp).backward(LABELS)
    assert_equal(
        [mlp.backward(LABELS, input_gradient=True), *data(mlp)],
        [plain.backward(LABELS, input_gradient=True), *data(plain)],
    )


@EACH_WAY
@EACH_TWIN
def test_a_network_that_never_ran_can_be_copied(twin, way):
    mlp = build(twin)
    twin_of_it = way(mlp)
    assert twin_of_it.output is None
    with pytest.raises(RuntimeError, match="MLP has no output"):
        twin_of_it.backward(LABELS)
    assert_equal(train(twin_of_it), train(mlp))


@EACH_TWIN
def test_an_activation_that_serves_twice_does_so_in_a_copy(twin):
    mlp = build(twin)
    mlp.activations[1] = mlp.activations[0]
    twin_of_it = copy.deepcopy(mlp)
    assert twin_of_it.activations[1] is twin_of_it.activations[0] is not mlp.activations[0]
    assert_equal(train(twin_of_it), train(mlp))


@EACH_TWIN
def test_no_graph_is_pickled(twin):
    mlp = build(twin)
    fresh = len(pickle.dumps(mlp))
    mlp(np.ones((1000, 6)))
    mlp.backward(np.eye(3)[np.zeros(1000, int)])
    data = pickle.dumps(mlp)
    assert b"BackwardFunction" not in data
    if twin == "by autograd":  # by hand a layer's x and norm are the contract's, and are shown
        assert len(data) < fresh + 1000 * 3 * 8 * 2 + 5000


ELSEWHERE = """
import pickle, sys
import numpy as np
sys.path.insert(0, {root!r})
X, LABELS = np.random.default_rng(1).normal(size=(7, 6)), np.eye(3)[[0, 1, 2, 0, 1, 2, 0]]
for mlp in pickle.load(sys.stdin.buffer):
    for _ in range(3):
        mlp(X)
        mlp.backward(LABELS)
        mlp.step()
    print(float(mlp(X).sum()).hex())
"""


def test_a_pickled_network_trains_on_in_another_process():
    mlps = [build(twin) for twin in ("by hand", "by autograd")]
    for mlp in mlps:
        train(mlp)
        mlp(X)
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE.format(root=str(ROOT))],
        input=pickle.dumps(mlps),
        capture_output=True,
        check=True,
    )
    for mlp, line in zip(mlps, done.stdout.decode().split(), strict=True):
        train(mlp)
        np.testing.assert_allclose(float.fromhex(line), mlp(X).sum(), rtol=1e-10)
