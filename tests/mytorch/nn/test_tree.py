"""Walking through a module: children, paths, apply, freezing, and what would silently not be trained."""

import warnings

import numpy as np
import pytest

from mytorch import Tensor, nn
from mytorch.nn import BatchNorm1d, Linear, Module, Parameter, ReLU, Sequential


class Net(Module):
    def __init__(self):
        super().__init__()
        self.scale = Parameter([2.0])
        self.body = Sequential(Linear(2, 3), BatchNorm1d(3))
        self.again = self.body[0]


def test_modules_and_children_come_with_their_paths_each_once():
    net = Net()
    assert [name for name, _ in net.named_modules()] == ["", "body", "body.0", "body.1"]
    assert [m for _, m in net.named_modules()] == list(net.modules())
    paths = [path for path, _ in net.named_modules(prefix="net", remove_duplicate=False)]
    assert paths == ["net", "net.body", "net.body.0", "net.body.1", "net.again"]
    assert list(net.named_children()) == [("body", net.body), ("again", net.again)]
    assert list(net.children()) == [net.body, net.again]
    assert list(Sequential(*[net.again] * 2).children()) == [net.again]
    memo = {id(net.body)}
    assert [name for name, _ in net.named_modules(memo)] == ["", "again"]
    assert id(net.again) in memo


def test_parameters_and_buffers_come_with_their_paths_each_once():
    net = Net()
    own = ["scale"]
    below = ["body.0.weight", "body.0.bias", "body.1.gamma", "body.1.beta"]
    assert [name for name, _ in net.named_parameters()] == own + below
    assert [name for name, _ in net.named_parameters("net", recurse=False)] == ["net.scale"]
    both = [name for name, _ in net.named_parameters(remove_duplicate=False)]
    assert both == [*own, *below, "again.weight", "again.bias"]
    assert list(net.parameters(recurse=False)) == [net.scale]
    assert [name for name, _ in net.named_buffers()] == ["body.1.running_mean", "body.1.running_var"]
    assert list(net.buffers()) == [net.body[1].running_mean, net.body[1].running_var]
    assert list(net.buffers(recurse=False)) == []


def test_a_part_is_found_by_its_path():
    net = Net()
    assert net.get_submodule("body.1") is net.body[1]
    assert net.get_submodule("") is net
    assert net.get_parameter("body.0.weight") is net.body[0].weight
    assert net.get_parameter("scale") is net.scale
    for find in (lambda: net.get_submodule("body.2"), lambda: net.get_submodule("scale")):
        with pytest.raises(AttributeError, match="has no module"):
            find()
    for find in (lambda: net.get_parameter("body"), lambda: net.get_parameter("body.1.running_mean")):
        with pytest.raises(AttributeError, match="has no parameter"):
            find()


def test_apply_comes_to_every_module_those_below_first():
    net, seen = Net(), []
    assert net.apply(lambda module: seen.append(type(module).__name__)) is net
    assert seen == ["Linear", "BatchNorm1d", "Sequential", "Linear", "Net"]


def test_a_frozen_module_keeps_its_parameters_and_gets_no_gradient():
    net = Net()
    assert net.body.requires_grad_(False) is net.body
    x = net.body(Tensor(np.ones((2, 2)))) * net.scale
    x.backward()
    assert [p.grad is None for p in net.parameters()] == [False, True, True, True, True]
    assert len(list(net.parameters())) == 5
    assert all(p.requires_grad for p in net.requires_grad_().parameters())
    with pytest.raises(TypeError, match="True or False"):
        net.requires_grad_(1)


def test_gradients_are_forgotten_or_set_to_0():
    net = Linear(2, 1)
    net(Tensor([[1.0, 2.0]])).backward()
    grad = net.weight.grad
    net.bias.grad = None
    net.zero_grad(set_to_none=False)
    assert net.weight.grad is grad
    assert grad.data.tolist() == [[0, 0]]
    assert net.bias.grad is None
    net.zero_grad()
    assert net.weight.grad is None


def test_a_parameter_may_be_registered_or_declared_missing():
    net = Module()
    net.register_parameter("weight", Parameter([1.0]))
    net.register_parameter("bias", None)
    assert net.bias is None
    assert list(net.state_dict()) == ["weight"]
    for name, value, error in (("train", None, KeyError), ("a.b", None, KeyError), ("x", 3, TypeError)):
        with pytest.raises(error):
            net.register_parameter(name, value)
    net.register_parameter("weight", None)
    assert list(net.parameters()) == []


def test_a_state_is_loaded_in_parts_where_that_is_asked_for():
    net = Linear(2, 1)
    state = {"weight": [[5.0, 6.0]], "other": [1.0]}
    with pytest.raises(KeyError, match=r"missing \['bias'\], unknown \['other'\]"):
        net.load_state_dict(state)
    answer = net.load_state_dict(state, strict=False)
    assert net.weight.data.tolist() == [[5, 6]]
    assert (answer.missing_keys, answer.unexpected_keys) == (["bias"], ["other"])
    assert net.load_state_dict(net.state_dict()) == ([], [])
    with pytest.raises(ValueError, match="weight has shape"):
        net.load_state_dict({"weight": [1.0], "bias": [9.0]}, strict=False)
    with pytest.raises(TypeError, match="True or False for strict"):
        net.load_state_dict(state, strict=None)
    assert net.weight.data.tolist() == [[5, 6]]


# ---- what would silently not be trained ------------------------------------------------------------------


def leaf():
    return Tensor([1.0], requires_grad=True)


UNTRAINED = {
    "a leaf": (leaf, "a tensor that requires a gradient .* Assign nn.Parameter"),
    "a list of modules": (lambda: [ReLU(), Linear(1, 1)], "a plain list of modules.* Assign nn.ModuleList"),
    "a dict of modules": (lambda: {"a": Linear(1, 1)}, "a plain dict of modules.* Assign nn.ModuleDict"),
    "a list of parameters": (
        lambda: [Parameter([1.0])],
        "a plain list of tensors to be trained.* Assign nn.ParameterList",
    ),
    "a list of leaves": (
        lambda: [leaf(), leaf()],
        "a plain list of tensors to be trained.* Assign nn.ParameterList",
    ),
    "a dict of parameters": (lambda: {"a": Parameter([1.0])}, "a plain dict .* Assign nn.ParameterDict"),
    "modules among others": (lambda: ["x", 3, ReLU()], "a plain list of modules.* Assign nn.ModuleList"),
}


@pytest.mark.parametrize("name", UNTRAINED)
def test_what_would_silently_not_be_trained_is_a_warning_that_says_what_to_use(name):
    make, message = UNTRAINED[name]
    net, value = Module(), make()
    with pytest.warns(UserWarning, match=rf"^Module\.thing becomes {message}") as caught:
        net.thing = value
    assert net.thing is value
    assert [w.filename for w in caught] == [__file__]
    assert "\n" not in str(caught[0].message)


def registered():
    net = Module()
    net.layer, net.weight = Linear(1, 1), Parameter([1.0])
    return net


TRAINED = {
    "a tuple that refers to a module": lambda net: setattr(net, "parent", (ReLU(),)),
    "a tuple of modules": lambda net: setattr(net, "layers", (ReLU(), ReLU())),
    "a ModuleList": lambda net: setattr(net, "layers", nn.ModuleList([ReLU()])),
    "a list of what is registered": lambda net: setattr(net, "all", [net.layer, net.weight]),
    "a constant": lambda net: setattr(net, "constant", Tensor([1.0])),
    "a list of constants": lambda net: setattr(net, "constants", [Tensor([1.0])]),
    "a result": lambda net: setattr(net, "attention", net.weight * 2.0),
    "a list of numbers": lambda net: setattr(net, "sizes", [1, 2]),
    "a dict of functions": lambda net: setattr(net, "functions", {"tanh": np.tanh}),
    "an empty list": lambda net: setattr(net, "found", []),
    "a class in a list": lambda net: setattr(net, "kinds", [ReLU]),
    "the layers of a Sequential": lambda net: setattr(Sequential(), "layers", [ReLU()]),
    "a buffer": lambda net: (net.register_buffer("b", Tensor([1.0])), setattr(net, "b", leaf())),
}


@pytest.mark.parametrize("name", TRAINED)
def test_what_is_trained_or_is_not_meant_to_be_is_no_warning(name):
    net = registered()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        TRAINED[name](net)


def test_where_warnings_are_errors_nothing_is_assigned():
    net = Module()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match="nn.Parameter"):
            net.thing = leaf()
    assert not hasattr(net, "thing")
