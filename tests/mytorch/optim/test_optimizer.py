"""Optimizer: the list it keeps, and whom it takes in."""

import numpy as np
import pytest

from mytorch import nn, optim
from mytorch.optim.optimizer import Optimizer
from mytorch.tensor import Tensor


def leaf(*values):
    return Tensor(np.array(values, float), requires_grad=True)


def test_it_keeps_a_list_whatever_it_was_given():
    model = nn.Linear(2, 1)
    for given in (model.parameters(), list(model.parameters()), tuple(model.parameters())):
        params = Optimizer(given).params
        assert type(params) is list
        assert params[0] is model.weight
        assert params[1] is model.bias


def test_zero_grad_sets_every_gradient_to_none():
    x, y = leaf(1.0), leaf(2.0)
    (x * 2.0).backward()
    Optimizer([x, y]).zero_grad()
    assert x.grad is None
    assert y.grad is None


def test_no_parameters_are_refused():
    with pytest.raises(ValueError, match=r"no parameters; pass model\.parameters\(\)"):
        Optimizer(nn.ReLU().parameters())


@pytest.mark.parametrize(
    "make",
    [lambda: leaf(1.0) * 2.0, lambda: np.ones(1)],
    ids=["result", "array"],
)
def test_what_is_no_leaf_is_refused_by_its_place(make):
    with pytest.raises(TypeError, match="parameter 1 is not a leaf Tensor"):
        Optimizer([leaf(1.0), make()])


def test_a_parameter_given_twice_is_refused():
    p = leaf(1.0)
    with pytest.raises(ValueError, match="twice"):
        Optimizer([p, leaf(1.0), p])


def test_a_subclass_must_write_step():
    with pytest.raises(NotImplementedError, match="Optimizer has no step"):
        Optimizer([leaf(1.0)]).step()
    assert optim.Optimizer is Optimizer


NO_PARAMETERS = {
    "None": None,
    "a number": 3,
    "one Tensor": leaf(1.0),
    "a module": nn.Linear(1, 1),
    "a string": "weight",
    "several modules": nn.Sequential(nn.Linear(1, 1)),
    "a state": nn.Linear(1, 1).state_dict(),
    "names and parameters": list(nn.Linear(2, 2).named_parameters()),
    "a group without parameters": [{"lr": 0.1}],
    "a group and a parameter": [{"params": [leaf(1.0)]}, leaf(2.0)],
    "a group of no Tensors": [{"params": ["weight"]}],
    "integers": [Tensor([1, 2])],
    "nothing": [None],
}


@pytest.mark.parametrize("params", NO_PARAMETERS.values(), ids=NO_PARAMETERS)
@pytest.mark.parametrize("make", [Optimizer, optim.SGD])
def test_what_are_no_parameters_is_refused_in_one_line(make, params):
    with pytest.raises(TypeError, match=r"[^\n]*model\.parameters\(\)[^\n]*$") as caught:
        make(params)
    assert "\n" not in str(caught.value)
