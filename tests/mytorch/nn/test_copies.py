"""Modules and optimizers copied, deep-copied, pickled and sent to another process: data and flags."""

import copy
import importlib
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hw1.places import ROOT
from mytorch import nn, optim
from mytorch.tensor import Tensor

X, LABELS = np.random.default_rng(3).standard_normal((3, 8, 4)), np.array([0, 1, 2, 0, 1, 2, 0, 1])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Tanh())
        self.head = nn.Linear(5, 3)
        self.scale = Tensor([0.5], requires_grad=True, is_parameter=True)
        self.tied = self.scale

    def forward(self, x):
        return self.head(self.body(x)) * self.scale


def train(model, optimizer, steps=3):
    for x in X[:steps]:
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(model(Tensor(x)), LABELS).backward()
        optimizer.step()


def trained():
    model = Net()
    model.head.bias.requires_grad = False
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    train(model, optimizer)
    return model, optimizer


def figures(model, optimizer):
    gradients = [None if p.grad is None else p.grad.data.tolist() for p in model.parameters()]
    state = {path: value.data.tolist() for path, value in model.state_dict().items()}
    return state, gradients, [v.tolist() for v in optimizer.momentums]


WAYS = {
    "deepcopy": copy.deepcopy,
    **{f"pickle {n}": lambda x, n=n: pickle.loads(pickle.dumps(x, n)) for n in (2, 4, 5)},  # noqa: S301
}


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_of_a_model_and_its_optimizer_trains_like_the_original(way):
    model, optimizer = trained()
    twin, its_optimizer = WAYS[way]((model, optimizer))
    before = figures(model, optimizer)
    assert figures(twin, its_optimizer) == before
    assert all(p is q for p, q in zip(its_optimizer.params, twin.parameters(), strict=True))
    assert twin.tied is twin.scale
    for p, q in zip(model.parameters(), twin.parameters(), strict=True):
        assert p is not q
        assert (q.requires_grad, q.is_leaf, q.is_parameter, q.grad_fn) == (p.requires_grad, True, True, None)
    train(twin, its_optimizer)
    assert figures(model, optimizer) == before
    train(model, optimizer)
    assert figures(twin, its_optimizer) == figures(model, optimizer)


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_keeps_its_mode_and_may_get_new_layers(way):
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).eval()
    model(Tensor(np.ones((1, 2))))
    twin = WAYS[way](model)
    assert not any(m.is_train for m in twin.modules())
    twin.append(nn.ReLU())
    twin[1].register_buffer("count", Tensor([1.0]))
    twin.train()
    assert (len(model), len(twin)) == (2, 3)
    assert list(model.state_dict()) == [path for path in twin.state_dict() if "count" not in path]
    assert not any(m.is_train for m in model.modules())


def test_a_shallow_copy_has_the_same_tensors_and_a_list_of_its_own():
    model = Net()
    twin = copy.copy(model)
    assert all(p is q for p, q in zip(model.parameters(), twin.parameters(), strict=True))
    twin.extra = nn.Linear(1, 1)
    twin.register_buffer("count", Tensor([1.0]))
    twin.head = nn.ReLU()
    model.other = nn.Linear(2, 2)
    assert isinstance(model.head, nn.Linear)
    assert not {"extra.weight", "count"} & model.state_dict().keys()
    assert "other.weight" not in twin.state_dict()


OTHER_PROCESS = """
import pickle, sys
from pathlib import Path
import network_of_a_user as user

place = Path(sys.argv[1])
model, optimizer = pickle.loads((place / "before").read_bytes())
user.train(model, optimizer)
(place / "after").write_bytes(pickle.dumps(user.figures(model, optimizer)))
"""


def test_a_model_trains_on_in_another_process_and_comes_to_the_same_figures(tmp_path, monkeypatch):
    (tmp_path / "network_of_a_user.py").write_text(Path(__file__).read_text())
    monkeypatch.syspath_prepend(tmp_path)
    user = importlib.import_module("network_of_a_user")
    model, optimizer = user.trained()
    (tmp_path / "before").write_bytes(pickle.dumps((model, optimizer)))
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, str(tmp_path)],
        check=True,
        timeout=100,
        env=os.environ | {"PYTHONPATH": path},
    )
    user.train(model, optimizer)
    state, gradients, velocities = user.figures(model, optimizer)
    its_state, its_gradients, its_velocities = pickle.loads((tmp_path / "after").read_bytes())  # noqa: S301
    assert state.keys() == its_state.keys()
    for name, values in state.items():
        np.testing.assert_allclose(its_state[name], values, rtol=1e-12, atol=1e-15)
    for ours, theirs in ((gradients, its_gradients), (velocities, its_velocities)):
        assert [x is None for x in ours] == [x is None for x in theirs]
        for values, its in zip(ours, theirs, strict=True):
            if values is not None:
                np.testing.assert_allclose(its, values, rtol=1e-10, atol=1e-15)
