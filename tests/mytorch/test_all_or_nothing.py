"""A backward that fails changes no leaf; and what `.grad` may be is checked when it is set."""

import linecache
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import mytorch
from hw1.places import ROOT
from mytorch import nn
from mytorch.autograd_engine import AccumulateGrad, Function
from mytorch.tensor import Tensor


def leaf(*values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


# ---- what .grad may be -------------------------------------------------------------------------------

WRONG = {
    "a number": (0.0, TypeError),
    "an array": (np.zeros(2), TypeError),
    "a list": ([0.0, 0.0], TypeError),
    "text": ("zeros", TypeError),
    "False": (False, TypeError),
    "another shape": (Tensor(np.zeros(3)), ValueError),
    "more dims": (Tensor(np.zeros((5, 2))), ValueError),
    "0-d": (Tensor(0.0), ValueError),
    "one element": (Tensor([0.0]), ValueError),
    "float32": (Tensor(np.zeros(2, np.float32)), TypeError),
    "integers": (Tensor([0, 0]), TypeError),
    "bools": (Tensor([True, False]), TypeError),
    "complex": (Tensor([1j, 0]), TypeError),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_gradient_is_refused_when_it_is_assigned(name):
    b, (wrong, error) = leaf(1.0, 2.0), WRONG[name]
    b.grad = before = Tensor([7.0, 7.0])
    with pytest.raises(error, match=r"gradient of a tensor of shape \(2,\) and float64"):
        b.grad = wrong
    assert b.grad is before
    a = leaf(1.0, 2.0)
    (a + b).backward()
    assert a.grad.data.tolist() == [1.0, 1.0]
    assert b.grad.data.tolist() == [8.0, 8.0]
    assert b.grad is before  # it is added to in place, as in PyTorch


def test_a_tensor_is_not_its_own_gradient():
    a = leaf(1.0, 2.0)
    with pytest.raises(ValueError, match="its own gradient"):
        a.grad = a


def test_a_module_s_gradients_follow_it_to_another_dtype():
    layer = nn.Linear(2, 1)
    layer(Tensor([[1.0, 2.0]])).backward()
    layer.to(np.float32)
    assert {(p.dtype, p.grad.dtype) for p in layer.parameters()} == {(np.dtype("f4"), np.dtype("f4"))}


# ---- a walk that fails -------------------------------------------------------------------------------


def replaced(b):
    b.grad = Tensor([0.0, 0.0])
    b.grad.data = np.zeros(3)


def another_dtype(b):
    b.grad = Tensor([0.0, 0.0])
    b.grad.data = np.zeros(2, np.float32)


def read_only(b):
    b.grad = Tensor([0.0, 0.0])
    b.grad.data.flags.writeable = False


SPOILED = {"another shape": replaced, "another dtype": another_dtype, "read-only": read_only}


@pytest.mark.parametrize("name", SPOILED)
@pytest.mark.parametrize("first", [True, False], ids=["a first", "b first"])
@pytest.mark.parametrize("old", [True, False], ids=["a has a gradient", "a has none"])
def test_a_gradient_that_cannot_be_added_to_stops_backward_before_any_leaf_changes(name, first, old):
    a, b = leaf(1.0, 2.0), leaf(1.0, 2.0)
    if old:
        a.grad = Tensor([5.0, 5.0])
    SPOILED[name](b)
    with pytest.raises(RuntimeError, match=r"Set \.grad to None first"):
        (a * 2.0 + b if first else b + a * 2.0).backward()
    assert (a.grad.data.tolist() if old else a.grad) == ([5.0, 5.0] if old else None)
    assert not np.any(b.grad.data)


def test_two_leaves_with_one_gradient_tensor_are_refused():
    a, b = leaf(1.0, 2.0), leaf(1.0, 2.0)
    a.grad = b.grad = Tensor([7.0, 7.0])
    with pytest.raises(RuntimeError, match="another leaf's"):
        (a * 2.0 + b).backward()
    assert a.grad.data.tolist() == [7.0, 7.0]


def test_data_of_another_shape_after_the_forward_pass_or_during_the_walk_changes_no_leaf():
    a, b = leaf(1.0, 2.0), leaf(1.0, 2.0)

    class Rebinds(Function):
        @staticmethod
        def forward(ctx, x):
            return Tensor(x.data)

        @staticmethod
        def backward(ctx, g):
            b.data = np.zeros(5)
            return g

    z = Rebinds.apply(a * 1.0) + b
    with pytest.raises(RuntimeError, match="data of another"):
        z.backward()
    assert a.grad is None
    assert b.grad is None


def test_accumulating_by_hand_checks_what_it_is_given():
    a = leaf(1.0, 2.0)
    node = AccumulateGrad(a)
    for wrong, error in (
        (Tensor([1.0]), ValueError),
        (np.ones(2), TypeError),
        (None, TypeError),
        (1.0, TypeError),
    ):
        with pytest.raises(error, match="AccumulateGrad"):
            node.apply(wrong)
    with pytest.raises(TypeError, match="real numbers"):
        node.apply(Tensor([1j, 1j]))
    assert a.grad is None
    node.apply(Tensor([1, 2]))
    assert (a.grad.dtype, a.grad.data.tolist()) == (np.float64, [1.0, 2.0])


# ---- a walk that is interrupted ------------------------------------------------------------------------


class Interrupted(Function):
    """x, interrupted on the way back, the first time."""

    times = 0

    @staticmethod
    def forward(ctx, x):
        return Tensor(x.data)

    @staticmethod
    def backward(ctx, g):
        Interrupted.times += 1
        if Interrupted.times == 1:
            raise KeyboardInterrupt
        return g


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("retain", [True, False])
def test_an_interrupt_changes_no_leaf_and_the_graph_is_whole_or_refuses(place, retain):
    Interrupted.times = 0
    a, b, c = leaf(1.0, 2.0), leaf(3.0, 4.0), leaf(5.0, 6.0)
    c.grad = Tensor([7.0, 7.0])
    if place == "first":
        z = Interrupted.apply(a * b + c * a)
    elif place == "middle":
        z = Interrupted.apply(a * b) * 1.0 + c * a
    else:
        z = Interrupted.apply(a) * b + c * a
    with pytest.raises(KeyboardInterrupt):
        z.backward(retain_graph=retain)
    assert (a.grad, b.grad, c.grad.data.tolist()) == (None, None, [7.0, 7.0])
    try:
        z.backward()
    except RuntimeError as error:
        assert "freed" in str(error)  # noqa: PT017 (a refusal is as good as the right gradient)
        assert not retain
        assert (a.grad, b.grad, c.grad.data.tolist()) == (None, None, [7.0, 7.0])
    else:
        assert a.grad.data.tolist() == [8.0, 10.0]
        assert b.grad.data.tolist() == [1.0, 2.0]
        assert c.grad.data.tolist() == [8.0, 9.0]


def test_wherever_an_interrupt_comes_all_leaves_have_changed_or_none():
    leaves, seen = [leaf(1.0, 2.0) for _ in range(8)], set()

    def place(frame):
        return frame.f_code.co_filename, frame.f_lineno

    def interrupt_at(line):
        count = 0

        def trace(frame, event, arg):
            nonlocal count
            if "mytorch" not in frame.f_code.co_filename:
                return None
            # Leaving a `with` is a line to the tracer, but no place where Python looks for a signal.
            if event == "line" and not linecache.getline(*place(frame)).lstrip().startswith("with"):
                count += 1
                if count == line:
                    raise KeyboardInterrupt
            return trace

        return trace

    total = sum(leaves[1:], leaves[0] * 1.0)
    for line in range(1, 4000):
        for i, x in enumerate(leaves):
            x.grad = None if i % 2 else Tensor([5.0, 5.0])
        outer = sys.gettrace()
        sys.settrace(interrupt_at(line))
        try:
            total.backward(retain_graph=True)
            done = True
        except KeyboardInterrupt:
            done = False
        finally:
            sys.settrace(outer)
        new = {x.grad is not None and x.grad.data.tolist() == [1.0, 1.0] for x in leaves[1::2]}
        old = {x.grad.data.tolist() == [6.0, 6.0] for x in leaves[::2]}
        assert len(new | old) == 1, line
        seen |= new
        if done:
            assert new == {True}
            break
    assert done
    assert seen == {False, True}


# ---- threads and processes ---------------------------------------------------------------------------


def test_threads_that_walk_towards_one_leaf_lose_no_gradient(monkeypatch):
    # A gradient that takes its time between the sum and the store.
    monkeypatch.setattr(mytorch.in_place, "wrote", lambda grad: time.sleep(0.02))
    x = leaf(1.0, 2.0)
    x.grad = Tensor([5.0, 5.0])
    threads = [threading.Thread(target=(x * 1.0).backward) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert x.grad.data.tolist() == [9.0, 9.0]


FORK = """
import os, signal, sys, threading, time, warnings
import numpy as np
from mytorch import Tensor, no_grad, storing

warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons do not like threads and forks together
held, x = threading.Event(), Tensor(np.ones(20_000), requires_grad=True)

def hold():
    with storing.lock, no_grad():
        held.set()
        time.sleep(0.3)

thread = threading.Thread(target=hold)
thread.start()
held.wait()
child = os.fork()
if not child:
    signal.alarm(30)
    (x * x).backward()
    os._exit(0 if x.grad.data[0] == 2.0 else 1)
(x * 3.0).backward()
assert x.grad.data[0] == 3.0
thread.join()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_forked_while_another_thread_stores_gradients_can_store_its_own():
    run = subprocess.run([sys.executable, "-c", FORK], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr


def test_a_signal_s_handler_may_walk_while_gradients_are_stored():
    x = leaf(1.0)
    with mytorch.storing.lock:
        (x * 2.0).backward()
    assert x.grad.item() == 2.0
