"""Parameter: a tensor with is_parameter, by PyTorch's name."""

import numpy as np
import pytest

from mytorch import Tensor, nn
from mytorch.nn import Parameter


def test_it_is_a_leaf_that_a_module_lists():
    class Scale(nn.Module):
        def __init__(self):
            super().__init__()
            self.factor = Parameter([2, 3])

        def forward(self, x):
            return x * self.factor

    net = Scale()
    p = net.factor
    assert list(net.parameters()) == [p]
    assert (type(p), p.dtype, p.is_leaf, p.requires_grad, p.is_parameter) == (Tensor, float, True, True, True)
    z = net(Tensor([5.0, 7.0]))
    assert type(z) is Tensor
    z.backward()
    assert p.grad.data.tolist() == [5, 7]


def test_whatever_is_a_parameter_counts_as_one():
    assert isinstance(Parameter([1.0]), Parameter)
    assert isinstance(nn.Linear(1, 1).weight, Parameter)
    assert isinstance(Tensor([1.0], requires_grad=True, is_parameter=True), Parameter)
    assert not isinstance(Tensor([1.0], requires_grad=True), Parameter)
    assert not isinstance(Parameter([1.0]) * 2.0, Parameter)
    assert not isinstance(3, Parameter)


def test_it_is_a_copy_and_may_be_frozen():
    given = np.ones(2, np.float32)
    p = Parameter(given, requires_grad=False)
    given[...] = 5
    assert (p.data.tolist(), p.dtype, p.requires_grad, p.is_parameter) == ([1, 1], np.float32, False, True)
    net = nn.Module()
    net.p = p
    assert list(net.parameters()) == [p]


@pytest.mark.parametrize("data", [np.array([1]), "abc", None, [[1.0], [1.0, 2.0]]], ids=repr)
def test_what_holds_no_floats_is_refused(data):
    with pytest.raises((TypeError, ValueError)):
        Parameter(data)
