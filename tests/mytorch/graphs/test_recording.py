"""What `recording` knows of each op: inputs, output, place and module; and that it disturbs nothing."""

import contextlib
import inspect
import threading

import numpy as np
import pytest

from mytorch import Tensor, autograd, origins
from mytorch.graphs import recording
from mytorch.nn import Linear, Module, ReLU, Sequential


def leaf(value):
    return Tensor(value, requires_grad=True)


def names(recorded):
    return [op.node.function_name for op in recorded.ops]


def test_each_op_is_recorded_with_its_inputs_its_output_and_its_line():
    a, b = leaf(2.0), Tensor(3.0)
    with recording() as recorded:
        line = inspect.currentframe().f_lineno + 1
        z = (a * b + 1).exp()
    assert names(recorded) == ["Mul", "Add", "Exp"]
    mul, add, exp = recorded.ops
    assert mul.inputs[0] is a
    assert mul.inputs[1] is b
    assert mul.parents == (a, None)
    assert add.parents == (mul.node, None)
    assert add.inputs[1] == 1
    assert [op.z for op in recorded.ops] == [6.0, 7.0, np.exp(7.0)]
    assert exp.node is z.grad_fn
    assert {op.place[:2] for op in recorded.ops} == {(__file__, line)}
    assert mul.place[2] == "test_each_op_is_recorded_with_its_inputs_its_output_and_its_line"
    assert {op.path for op in recorded.ops} == {None}


def test_the_output_is_a_copy_and_the_parents_outlive_a_backward_pass():
    x = leaf([1.0, 2.0])
    with recording() as recorded:
        y = x * 2
        y.sum().backward()
        y.data[0] = 7.0
    assert recorded.ops[0].z.tolist() == [2.0, 4.0]
    assert recorded.ops[0].node.parents == ()
    assert recorded.ops[0].parents == (x, None)


def test_ops_on_constants_and_ops_outside_are_not_recorded():
    x = leaf(1.0)
    x * 2
    with recording() as recorded:
        Tensor(1.0) * 2
    x * 2
    assert names(recorded) == []


def test_recordings_nest_and_end_with_an_error():
    x = leaf(1.0)
    with recording() as outer:
        with contextlib.suppress(ZeroDivisionError), recording() as inner:
            x.exp()
            raise ZeroDivisionError
        x.log()
    assert names(outer) == ["Exp", "Log"]
    assert names(inner) == ["Exp"]
    assert not origins.wanted


def test_only_the_last_ops_are_kept_if_that_is_asked():
    x = leaf(1.0)
    with recording(last=2) as recorded:
        x.exp().log().tanh()
    assert names(recorded) == ["Log", "Tanh"]


def test_the_ops_of_another_thread_are_not_recorded():
    x, model = leaf([[1.0]]), Linear(1, 1)
    with recording(model) as recorded:
        thread = threading.Thread(target=lambda: model(x.exp()))
        thread.start()
        thread.join()
        model(x)
    assert names(recorded) == ["Linear"]
    assert len(recorded.calls) == 1


def test_a_recording_and_the_search_for_anomalies_do_not_know_each_other():
    x = leaf([0.0])
    with recording():
        assert not autograd.is_anomaly_enabled()
        with np.errstate(invalid="ignore"):
            (x.sqrt() * 0).sum().backward()  # the gradient is NaN, which is looked for on request only
    assert np.isnan(x.grad.item())
    with autograd.detect_anomaly():
        with recording() as recorded:
            y = (x.sqrt() * 0).sum()
        assert names(recorded) == ["Sqrt", "Mul", "Sum"]
        with np.errstate(invalid="ignore"), pytest.raises(RuntimeError, match="gave NaN.* It ran at .*sqrt"):
            y.backward()
    assert not origins.wanted


class Twice(Module):
    def __init__(self):
        super().__init__()
        self.layer = Sequential(Linear(2, 2), ReLU())

    def forward(self, x):
        return self.layer(self.layer(x)) * 2


def test_each_op_knows_the_module_that_it_ran_in():
    model = Twice()
    with recording(model) as recorded:
        model(Tensor.ones(1, 2)).sum()
    assert [(name, op.path) for name, op in zip(names(recorded), recorded.ops, strict=True)] == [
        ("Linear", "layer.0"),
        ("ReLU", "layer.1"),
        ("Linear", "layer.0"),
        ("ReLU", "layer.1"),
        ("Mul", ""),
        ("Sum", None),
    ]
    assert [call.path for call in recorded.calls] == ["", "layer", "layer.0", "layer.1"] + [
        "layer",
        "layer.0",
        "layer.1",
    ]
    assert recorded.calls[0].output.shape == (1, 2)
    assert recorded.calls[2].outer is recorded.calls[1]
    assert recorded.running == []
    assert all(module.hooks_of_module is None for module in model.modules())


class Second(Module):
    """Goes on when its first layer fails."""

    def __init__(self):
        super().__init__()
        self.first, self.second = Sequential(ReLU(), Linear(5, 2)), Linear(2, 2)

    def forward(self, x):
        with contextlib.suppress(ValueError):
            self.first(x)
        return self.second(x).exp()


def test_an_error_that_a_model_catches_does_not_outlive_its_run():
    model = Second()
    with recording(model) as recorded:
        model(leaf([[1.0, 2.0]])).log()
    assert [(name, op.path) for name, op in zip(names(recorded), recorded.ops, strict=True)][:2] == [
        ("ReLU", "first.0"),
        ("Linear", "second"),
    ]
    assert recorded.ops[-1].path is None
    assert recorded.running == []
