"""What crosses a process (pickle), and what copies carry: data and flags; never clocks, versions or graph."""

import copy
import io
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from hw1.places import ROOT
from mytorch import nn, optim
from mytorch.autograd_engine import AccumulateGrad, BackwardFunction, ContextManager
from mytorch.nn import functional as F
from mytorch.tensor import Tensor

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def leaf(*values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


def by_pickle(x, protocol=pickle.DEFAULT_PROTOCOL):
    return pickle.loads(pickle.dumps(x, protocol))


def out_of_band(x):
    buffers = []
    data = pickle.dumps(x, protocol=5, buffer_callback=buffers.append)
    return pickle.loads(data, buffers=[bytearray(b) for b in buffers])


WAYS = {
    "pickle": by_pickle,
    **{f"pickle {i}": lambda x, i=i: by_pickle(x, i) for i in PROTOCOLS},
    "out of band": out_of_band,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "data",
    [
        np.array(2.5),
        np.ones((2, 3), np.float32),
        np.arange(6.0).reshape(3, 2).T,
        np.ones((0, 2)),
        np.ones((300, 200)).T,
    ],
    ids=["0-d", "float32", "by columns", "empty", "large"],
)
def test_a_copy_carries_data_flags_and_gradient_and_nothing_of_the_past(way, data):
    x = Tensor(data, requires_grad=True, is_parameter=True)
    z = x * x
    x.fill_(3.0)  # a change in place, with its time
    x.data = x.data.astype(np.float16).astype(data.dtype)
    (x * 2.0).backward()
    held = x.data
    y = WAYS[way](x)
    assert type(y) is Tensor
    assert y.guard is None
    np.testing.assert_array_equal(y.data, x.data)
    assert y.data.flags.f_contiguous == x.data.flags.f_contiguous
    assert (y.dtype, y.requires_grad, y.is_parameter, y.is_leaf, y.grad_fn) == (
        x.dtype,
        True,
        True,
        True,
        None,
    )
    np.testing.assert_array_equal(y.grad.data, x.grad.data)
    assert (
        y.dtype is y.grad.dtype is np.dtype(data.dtype.type)
    )  # one object, so that ops see equals at a glance
    y.grad.fill_(7.0)
    y.fill_(8.0)
    assert (x.data == 3).all()
    assert (x.grad.data == 2).all()
    del z, held
    y.grad = None
    (y * y).backward()
    assert (y.grad.data == 16).all()
    assert y.data.flags.writeable


@pytest.mark.parametrize("way", WAYS)
def test_a_constant_stays_one_and_integers_stay_integers(way):
    y = WAYS[way](Tensor([1, 2]))
    assert (y.dtype, y.requires_grad, y.grad, y.data.tolist()) == (np.int64, False, None, [1, 2])


def test_what_is_shared_is_shared_in_the_copy():
    x = leaf(1.0)
    for a, b in (by_pickle([x, x]), copy.deepcopy([x, x])):
        assert a is b


class Sub(Tensor):
    __slots__ = ()


def test_a_subclass_stays_one():
    assert [type(way(Sub([1.0]))) for way in (by_pickle, copy.copy, copy.deepcopy)] == [Sub] * 3


@pytest.mark.parametrize("way", WAYS)
def test_a_result_is_refused_in_one_line(way):
    w = leaf(1.0, 2.0)
    for thing in (w * 2.0 * 1.0, [w, w * 2.0 * 1.0]):
        if way == "copy" and isinstance(thing, list):
            continue
        with pytest.raises(RuntimeError, match=r"^only leaves can be .*detach\(\)\.$"):
            WAYS[way](thing)
    assert WAYS[way]((w * 2.0).detach()).data.tolist() == [2.0, 4.0]


def nodes():
    z = leaf(1.0, 2.0) * 2.0
    return [
        z.grad_fn,
        z.grad_fn.next_functions[0],
        BackwardFunction(F.Mul),
        ContextManager(),
        AccumulateGrad(leaf(1.0)),
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("i", range(5))
def test_a_node_is_refused_in_one_line(way, i):
    node = nodes()[i]
    with pytest.raises(
        TypeError, match=r"^<.*> is part of a graph, which cannot be copied or pickled.*detach"
    ):
        WAYS[way](node)


def test_a_model_that_was_trained_is_copied_while_its_loss_lives():
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2))
    loss = nn.CrossEntropyLoss()(model(Tensor([[1.0, 2.0], [3.0, 5.0]])), Tensor([0, 1]))
    twin = by_pickle(copy.deepcopy(model))
    loss.backward()
    for p, q in zip(model.parameters(), twin.parameters(), strict=True):
        assert q.grad is None
        assert q.is_parameter
        np.testing.assert_array_equal(p.data, q.data)


# ---- in another process ------------------------------------------------------------------------------

# What both processes do with the model: 5 steps of training, which end in the same bits in either.
TRAIN = """
import pickle, sys
import numpy as np
from mytorch import Tensor, nn, optim

def train(model):
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
    x, labels = Tensor(np.random.default_rng(0).normal(size=(8, 4))), Tensor([0, 1, 2, 0, 1, 2, 0, 1])
    for _ in range(5):
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(model(x), labels).backward()
        optimizer.step()
    return model
"""
THERE = (
    TRAIN
    + """
ticks = int(sys.argv[1])
w = Tensor([1.0], requires_grad=True)
for _ in range(ticks):
    w * 2.0
model = train(pickle.load(sys.stdin.buffer))
v = Tensor([1.0, 2.0], requires_grad=True)
first = next(model.parameters())
((v * 5.0).sum() + first.sum()).backward()
assert v.grad.data.tolist() == [5.0, 5.0]
pickle.dump(model, sys.stdout.buffer)
"""
)


def model():
    np.random.seed(1)  # noqa: NPY002 (the course's generator)
    return nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Tanh(), nn.Linear(5, 3))


def there(data, ticks):
    """What another process, whose clock is at about `ticks`, makes of a pickled model."""
    run = subprocess.run(
        [sys.executable, "-c", THERE, str(ticks)],
        cwd=ROOT,
        input=data,
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return pickle.loads(run.stdout)


@pytest.mark.parametrize("ticks", [0, 100_000], ids=["the clock here is ahead", "the clock there is ahead"])
def test_a_pickled_model_trains_in_another_process_as_it_does_here(ticks):
    names = {}
    exec(TRAIN, names)
    if not ticks:
        w = leaf(1.0)
        for _ in range(1000):
            w = w * 1.0
    here = names["train"](model())
    here.zero_grad()
    mine = model()
    z = mine.eval()(Tensor(np.ones((3, 4))))
    mine.train()
    mine.load_state_dict(mine.state_dict())  # changed in place, at a time of this process
    returned = there(pickle.dumps(mine), ticks)
    for p, q in zip(here._state(), returned._state(), strict=True):
        np.testing.assert_array_equal(p[1].data, q[1].data)
    for p in returned.parameters():
        p.grad = None
    again = names["train"](returned)  # and goes on here
    assert next(again.parameters()).grad is not None
    del z


def test_a_tensor_from_a_process_far_ahead_is_not_held_for_changed():
    script = (
        "import pickle, sys\nfrom mytorch import Tensor\nw = Tensor([1.0, 2.0], requires_grad=True)\n"
        "for _ in range(300_000 // 100):\n    w.fill_(3.0)\nw.data = w.data.reshape(2, 1)\n"
        "sys.stdout.buffer.write(pickle.dumps((w, Tensor([5.0]))))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    w, h = pickle.loads(run.stdout)
    v = leaf(1.0, 1.0)
    ((v * 5.0 + h) * (w * w).reshape(2)).sum().backward()
    assert v.grad.data.tolist() == [45.0, 45.0]
    assert w.grad.data.tolist() == [[60.0], [60.0]]


def test_a_leaf_and_a_result_of_it_are_refused_where_they_are_pickled_together():
    w = leaf(1.0)
    with pytest.raises(RuntimeError, match="only leaves"):
        pickle.dump((w, w * 2.0 * 1.0), io.BytesIO())


def test_an_optimizer_goes_on_with_its_pickled_parameters():
    p = leaf(1.0, 2.0)
    optimizer = by_pickle(optim.SGD([p], lr=0.5))
    (optimizer.params[0] * 2.0).backward()
    optimizer.step()
    assert optimizer.params[0].data.tolist() == [0.0, 1.0]
    assert p.data.tolist() == [1.0, 2.0]


class Named(Tensor):
    """A user's subclass with an attribute of its own."""


def test_a_subclass_keeps_its_attributes():
    x = Named([1.0, 2.0], requires_grad=True)
    x.names = ["a", "b"]
    for new in (copy.deepcopy(x), copy.copy(x), pickle.loads(pickle.dumps(x))):
        assert type(new) is Named
        assert new.names == ["a", "b"]
        assert new.names is not x.names
