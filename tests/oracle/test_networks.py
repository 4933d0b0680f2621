"""The networks of Fall 2020 against PyTorch: five training steps, then five evaluations."""

import copy

import numpy as np
import pytest
import torch

from hw1.mnist import build_model
from mytorch import Tensor, nn, no_grad, optim

IN, OUT, N = 10, 4, 7

NETWORKS = {
    "Linear": lambda nn: nn.Sequential(nn.Linear(IN, OUT)),
    "Linear, BatchNorm1d, ReLU": lambda nn: nn.Sequential(
        nn.Linear(IN, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, OUT)
    ),
    "BatchNorm1d first": lambda nn: nn.Sequential(
        nn.BatchNorm1d(IN, eps=1e-3, momentum=0.4), nn.Linear(IN, OUT), nn.BatchNorm1d(OUT), nn.ReLU()
    ),
    "deep, ReLU": lambda nn: nn.Sequential(
        nn.Linear(IN, 6), nn.ReLU(), nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, OUT)
    ),
    "Sigmoid": lambda nn: nn.Sequential(nn.Linear(IN, 6), nn.Sigmoid(), nn.Linear(6, OUT), nn.Identity()),
    "Tanh, nested": lambda nn: nn.Sequential(
        nn.Sequential(nn.Linear(IN, 6), nn.Tanh(), nn.BatchNorm1d(6)), nn.Sequential(nn.Linear(6, OUT))
    ),
    "Sigmoid, BatchNorm1d": lambda nn: nn.Sequential(
        nn.Linear(IN, 6),
        nn.BatchNorm1d(6),
        nn.Sigmoid(),
        nn.Linear(6, 5),
        nn.BatchNorm1d(5),
        nn.Tanh(),
        nn.Linear(5, OUT),
    ),
}


def mnist_network():
    ours = build_model()
    theirs = torch.nn.Sequential(
        torch.nn.Linear(784, 20), torch.nn.BatchNorm1d(20), torch.nn.ReLU(), torch.nn.Linear(20, 10)
    )
    return ours, theirs


def pair(name, dtype, seed=0):
    """The network in both libraries with the same weights, all of them, gamma and beta too, at random."""
    ours, theirs = mnist_network() if name == "MNIST" else (NETWORKS[name](nn), NETWORKS[name](torch.nn))
    rng = np.random.default_rng(seed)
    ours.to(dtype)
    theirs.to(torch.from_numpy(np.empty(0, dtype)).dtype)
    state = {key: rng.uniform(0.2, 0.9, t.shape).astype(dtype) for key, t in ours.state_dict().items()}
    for key in [key for key in state if state[key].ndim == 2]:
        state[key] = (rng.normal(size=state[key].shape) / np.sqrt(state[key].shape[1])).astype(dtype)
    ours.load_state_dict(state)
    theirs.load_state_dict({key: torch.from_numpy(value) for key, value in state.items()})
    return ours, theirs


def batches(name, dtype, seed=1):
    n, features, classes = (100, 784, 10) if name == "MNIST" else (N, IN, OUT)
    rng = np.random.default_rng(seed)
    for _ in range(5):
        yield rng.uniform(size=(n, features)).astype(dtype), rng.integers(0, classes, n)


def assert_same_state(oracle, ours, theirs, relative):
    state = {k: v for k, v in theirs.state_dict().items() if not k.endswith("num_batches_tracked")}
    assert list(ours.state_dict()) == list(state)
    for key, value in ours.state_dict().items():
        oracle.close(value.data, state[key], relative, 1e-3, key)


@pytest.mark.parametrize(
    ("dtype", "relative"), [(np.float64, 1e-9), (np.float32, 2e-4)], ids=["double", "single"]
)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("name", ["MNIST", *NETWORKS])
def test_five_training_steps_and_five_evaluations_agree(oracle, name, momentum, dtype, relative):
    ours, theirs = pair(name, dtype)
    step_ours = optim.SGD(ours.parameters(), lr=0.1, momentum=momentum)
    step_theirs = torch.optim.SGD(theirs.parameters(), lr=0.1, momentum=momentum)
    ours.train()
    for x, labels in batches(name, dtype):
        step_ours.zero_grad()
        step_theirs.zero_grad()
        loss = nn.CrossEntropyLoss()(ours(Tensor(x)), Tensor(labels))
        expected = torch.nn.CrossEntropyLoss()(theirs(torch.from_numpy(x)), torch.from_numpy(labels))
        oracle.close(loss.data, expected, relative, what="the loss")
        loss.backward()
        expected.backward()
        parameters = dict(theirs.named_parameters()).values()
        for (path, p), q in zip(ours.named_parameters(), parameters, strict=True):
            # Before a BatchNorm1d, the true gradient of the bias is 0.
            oracle.close(p.grad.data, q.grad, relative, floor=1e-2, what=f"the gradient of {path}")
        step_ours.step()
        step_theirs.step()
        assert_same_state(oracle, ours, theirs, relative)
    assert all(p.is_leaf and p.requires_grad and p.is_parameter for p in ours.parameters())

    ours.eval()
    theirs.eval()
    trained = ours.state_dict()
    for x, _ in batches(name, dtype, seed=2):
        oracle.close(ours(Tensor(x)).data, theirs(torch.from_numpy(x)), relative, what="the output")
    assert all((ours.state_dict()[key] == trained[key]).data.all() for key in trained)


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_reach_the_input_in_both_modes(oracle, name):
    ours, theirs = pair(name, np.float64)

    def op(F, x):
        return (ours if isinstance(x, Tensor) else theirs)(x)

    for x, _ in batches(name, np.float64):
        for mode in (True, False):
            ours.train(mode)
            theirs.train(mode)
            oracle.agree(op, [x], relative=1e-9, floor=1e-2)


@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["double", "single"])
@pytest.mark.parametrize("name", ["MNIST", *NETWORKS])
def test_a_trained_state_goes_over_in_both_directions(oracle, name, dtype):
    def train(model, tensor, nn, optim):
        optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
        for x, labels in batches(name, dtype):
            nn.CrossEntropyLoss()(model(tensor(x)), tensor(labels)).backward()
            optimizer.step()

    ours, theirs = pair(name, dtype)
    train(theirs, torch.from_numpy, torch.nn, torch.optim)
    ours.load_state_dict(theirs.state_dict())
    assert_same_state(oracle, ours, theirs, 0)

    train(ours, Tensor, nn, optim)
    fresh = pair(name, dtype, seed=3)[1]
    fresh.load_state_dict({key: torch.from_numpy(t.numpy()) for key, t in ours.state_dict().items()})
    assert_same_state(oracle, ours, fresh, 0)
    for x, _ in batches(name, dtype, seed=4):
        with no_grad():
            outputs = ours.eval()(Tensor(x))
        oracle.close(outputs.data, fresh.eval()(torch.from_numpy(x)), 1e-9 if dtype == np.float64 else 1e-4)


def test_a_copied_network_trains_apart_from_the_original(oracle):
    ours, theirs = pair("Sigmoid, BatchNorm1d", np.float64)
    before, copied = ours.state_dict(), copy.deepcopy(ours)
    for x, labels in batches("Sigmoid, BatchNorm1d", np.float64):
        nn.CrossEntropyLoss()(copied(Tensor(x)), Tensor(labels)).backward()
        torch.nn.CrossEntropyLoss()(theirs(torch.from_numpy(x)), torch.from_numpy(labels)).backward()
    optim.SGD(copied.parameters(), lr=0.1).step()
    torch.optim.SGD(theirs.parameters(), lr=0.1).step()
    assert_same_state(oracle, copied, theirs, 1e-9)
    assert all((ours.state_dict()[key] == before[key]).data.all() for key in before)
    assert all(p.grad is None for p in ours.parameters())
