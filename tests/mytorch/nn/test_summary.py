"""The table of a model's layers, and that it leaves the model as it was."""

import re

import numpy as np
import pytest

from mytorch import summary
from mytorch.nn import BatchNorm1d, Linear, Module, ReLU, Sequential
from mytorch.tensor import Tensor

MODEL = """\
Layer  Type         Output shape  Parameters
--------------------------------------------
model  Sequential   (100, 10)
  0    Linear       (100, 512)       401,920
  1    BatchNorm1d  (100, 512)         1,024
  2    ReLU         (100, 512)
  3    Sequential   (100, 10)
    0  Linear       (100, 10)          5,130

Input shape: (100, 784)
Parameters: 408,074, of which 408,074 are trained; 3.11 MiB
"""

BROKEN = """\
Layer  Type        Output shape  Parameters
-------------------------------------------
model  Sequential  -
  0    Linear      (2, 4)                16
  1    Sequential  -
    0  ReLU        (2, 4)
    1  Linear      -                     18

Stopped in 1.1, Linear(in_features=8, out_features=2):
  ValueError: Linear expects x of shape (N, 8); got (2, 4)."""


def model():
    return Sequential(Linear(784, 512), BatchNorm1d(512), ReLU(), Sequential(Linear(512, 10)))


def test_each_layer_has_a_row(capsys):
    summary(model(), (100, 784))
    assert capsys.readouterr().out == MODEL


def test_the_table_ends_at_the_layer_that_does_not_fit(capsys):
    summary(Sequential(Linear(3, 4), Sequential(ReLU(), Linear(8, 2)), ReLU()), (2, 3))
    assert capsys.readouterr().out.startswith(BROKEN)


def test_the_model_itself_may_be_what_does_not_fit(capsys):
    summary(Linear(3, 4), (2, 5))
    assert "Stopped in model, Linear(in_features=3, out_features=4):" in capsys.readouterr().out


class Restless(Module):
    """Changes what it can, and gives several things."""

    def __init__(self):
        super().__init__()
        self.register_buffer("count", Tensor([0.0]))
        self.first, self.idle = Linear(2, 2), ReLU()
        self.again = self.first

    def forward(self, x, labels):
        self.count += 1
        np.random.rand()  # noqa: NPY002 (the course's generator)
        return self.again(self.first(x)), [labels, "text"]


def test_several_inputs_a_layer_used_twice_and_one_not_run(capsys):
    summary(Restless(), [(1, 2), (3,)])
    assert capsys.readouterr().out.splitlines()[2:] == [
        "model    Restless  [(1, 2), [(3,), str]]",
        "  first  Linear    (1, 2)                          6",
        "  first  Linear    (1, 2)                     shared",
        "",
        "Input shape: (1, 2), (3,)",
        "Parameters: 6, of which 6 are trained; 0.00 MiB",
        "Not run: idle",
    ]


@pytest.mark.parametrize("shape", [[(1, 2), (3,)], [(1, 5), (3,)]], ids=["runs", "does not fit"])
def test_the_model_is_left_as_it_was(shape, capsys):
    net = Restless()
    net.first.eval()
    hooked = []
    net.first.register_forward_hook(lambda module, args, output: hooked.append(output))
    net(Tensor([[1.0, 2.0]]), Tensor([1.0]))[0].sum().backward()
    state = {name: tensor.data.copy() for name, tensor in net.state_dict().items()}
    grads = [parameter.grad for parameter in net.parameters()]
    generator = str(np.random.get_state())  # noqa: NPY002
    summary(net, shape)
    assert [module.is_train for module in net.modules()] == [True, False, True]
    for name, tensor in net.state_dict().items():
        np.testing.assert_array_equal(tensor.data, state[name])
    assert [parameter.grad for parameter in net.parameters()] == grads
    assert str(np.random.get_state()) == generator  # noqa: NPY002
    assert net.hooks_of_module is None
    assert net.idle.hooks_of_module is None
    assert len(net.first.hooks_of_module.after) == 1
    assert len(net.first.hooks_of_module.before) == 0
    assert net.count.item() == 1


def test_batch_norm_needs_no_batch_and_keeps_its_statistics(capsys):
    net = model()
    net.train()
    summary(net, (1, 784))
    assert "(1, 512)" in capsys.readouterr().out
    assert net.is_train
    assert net[1].running_mean.data.tolist() == [0] * 512


def test_the_input_has_the_dtype_that_is_asked_for(capsys):
    class Lookup(Module):
        def forward(self, x):
            return Tensor([[1.0, 2.0]])[x]

    summary(Lookup(), (3,), dtype=np.int64)
    assert "(3, 2)" in capsys.readouterr().out


def test_other_errors_are_not_hidden():
    class Wrong(Module):
        def forward(self, x):
            raise ZeroDivisionError

    net = Wrong()
    with pytest.raises(ZeroDivisionError):
        summary(net, (1,))
    assert net.is_train
    assert net.hooks_of_module is None


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            (Linear, (1, 2)),
            TypeError,
            "summary takes a Module, an object as Linear(2, 3); got the class",
        ),
        ((ReLU(), (1, -2)), ValueError, "summary() takes sizes of 0 and more"),
        ((ReLU(), (1, "2")), TypeError, "summary() takes whole numbers; got '2'"),
        ((ReLU(), (1,), "text"), TypeError, "expected a dtype of numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        summary(*arguments)
