"""What a user keeps stays as it was, training does not grow, and its memory is used again."""

import platform
import subprocess
import sys
import threading

import numpy as np
import pytest

from hw1.places import ROOT
from mytorch import nn, no_grad, optim
from mytorch.nn import functional as F
from mytorch.tensor import Tensor

SHAPE = (91, 131)  # 93 KB
LARGE = 2**16  # bytes


def network(*sizes, with_bn=True, seed=0):
    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += (
            [nn.Linear(n_in, n_out), nn.BatchNorm1d(n_out), nn.ReLU()]
            if with_bn
            else [nn.Linear(n_in, n_out)]
        )
    return nn.Sequential(*layers, nn.Linear(sizes[-1], 10)).float()


def batch(model_input, size, seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((size, model_input), np.float32), rng.integers(0, 10, size)


def trainer(model, x, labels, keep=lambda tensor: None, retain_graph=False):
    """A training step that shows every tensor on its way to `keep`."""
    optimizer, criterion = optim.SGD(model.parameters(), lr=0.1, momentum=0.9), nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        z = Tensor(x, requires_grad=True)
        keep(z)
        first = z
        for layer in model:
            z = layer(z)
            keep(z)
        loss = criterion(z, labels)
        for _ in range(1 + retain_graph):
            loss.backward(retain_graph=retain_graph)
        keep(first.grad)
        for p in model.parameters():
            keep(p.grad)
        optimizer.step()

    return step


KEEP = {
    "data": lambda t: t.data,
    "a slice": lambda t: t.data[1:],
    "a memoryview": lambda t: memoryview(t.data),
    "the tensor": lambda t: t,
    "numpy()": no_grad()(lambda t: t.numpy().T),
}


contents = no_grad()(np.array)


@pytest.mark.parametrize("retain_graph", [False, True])
@pytest.mark.parametrize("way", KEEP)
def test_what_is_kept_of_a_step_stays_as_it_was(way, retain_graph):
    kept = []

    def keep(tensor):
        what = KEEP[way](tensor)
        kept.append((what, contents(what)))

    steps = [
        trainer(network(300, 200, 150, seed=seed), *batch(300, 128, seed), keep, retain_graph)
        for seed in (0, 1)
    ]
    for _ in range(3):
        for step in steps:
            step()
    sizes = [copy.nbytes for _, copy in kept]
    assert sum(size >= LARGE for size in sizes) > 50
    assert all(np.array_equal(contents(what), copy) for what, copy in kept)


def test_keeping_nothing_keeps_everything_changes_no_bit():
    results = []
    for keep in (lambda tensor: None, [].append):
        model = network(300, 200, 150)
        step = trainer(model, *batch(300, 128), keep)
        for _ in range(4):
            step()
        results.append([p.data.copy() for p in model.parameters()])
    assert all(np.array_equal(a, b) for a, b in zip(*results, strict=True))


def test_two_threads_train_as_one_alone():
    def train(seed):
        model = network(300, 200, 150, seed=seed)
        return model, trainer(model, *batch(300, 128, seed))

    def run(step):
        for _ in range(10):
            step()

    alone, together = [train(seed) for seed in (0, 1)], [train(seed) for seed in (0, 1)]
    for _, step in alone:
        run(step)
    threads = [threading.Thread(target=run, args=(step,)) for _, step in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for (one, _), (other, _) in zip(alone, together, strict=True):
        for a, b in zip(one.parameters(), other.parameters(), strict=True):
            assert np.array_equal(a.data, b.data)


def test_gradients_of_leaves_share_no_memory():
    a, b, c, d = (Tensor(np.ones(SHAPE), requires_grad=True) for _ in range(4))
    z = a + b + c.T.T + d.reshape(-1).reshape(SHAPE) + F.relu(a)
    z.backward(Tensor(np.ones(SHAPE)))
    grads = [x.grad.data for x in (a, b, c, d)]
    for i, one in enumerate(grads):
        for other in grads[i + 1 :]:
            assert not np.shares_memory(one, other)
    assert [g[0, 0] for g in grads] == [2, 1, 1, 1]


def test_two_views_of_one_gradient_become_two():
    for view in (lambda x: x.T, lambda x: x.reshape(-1), lambda x: x.permute(1, 0)):
        a, b = (Tensor(np.ones(SHAPE), requires_grad=True) for _ in range(2))
        z = F.relu(view(a) + view(b))
        z.backward(Tensor(np.ones(z.shape)))
        assert not np.shares_memory(a.grad.data, b.grad.data)


def test_a_large_tensor_is_a_copy_in_the_layout_given():
    given = np.random.default_rng(0).random(SHAPE)
    for array in (given, given.T, np.asfortranarray(given), given[::2], given[:, ::-1]):
        x = Tensor(array)
        assert np.array_equal(x.data, array)
        assert not np.shares_memory(x.data, array)
        assert x.data.flags.fnc == array.flags.fnc


# ---- training does not grow -------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [100, pytest.param(10_000, marks=pytest.mark.slow)])
def test_training_a_small_network_does_not_grow(steps, growth):
    step = trainer(network(20, 30), *batch(20, 16))
    assert growth(step, steps) < 16 * 1024


@pytest.mark.slow
def test_training_a_network_of_large_arrays_does_not_grow(growth):
    step = trainer(network(300, 150), *batch(300, 128))
    assert growth(step, 50) < 16 * 1024


# ---- memory that was freed is used again ---------------------------------------------------------------

FAULTS = """
import resource
import numpy as np
import {package}

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for array in [np.empty(2**20, np.uint8) for _ in range(12)]:
        array.fill(1)
    del array
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

faults(), faults()
print(faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators have their own ways")
@pytest.mark.parametrize("package", ["mytorch", "classic_mlp"])
def test_what_a_step_frees_is_not_given_back_to_the_system(package):
    code = FAULTS.format(package=package)
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(run.stdout) < 100  # pages of 4 KB, of 3,072
