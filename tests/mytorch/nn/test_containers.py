"""Lists and dicts of modules and parameters: what they hold is listed, trained, saved and switched."""

import copy
import pickle

import numpy as np
import pytest

from mytorch import Tensor, nn, optim
from mytorch.nn import Linear, ModuleDict, ModuleList, Parameter, ParameterDict, ParameterList, ReLU, Tanh


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = ModuleList(Linear(2, 2) for _ in range(2))
        self.ends = ModuleDict({"relu": ReLU(), "linear": Linear(2, 1)})
        self.scales = ParameterList([np.ones(2), Parameter([2.0, 2.0])])
        self.named = ParameterDict({"shift": [0.5]})

    def forward(self, x, end="linear"):
        for layer, scale in zip(self.layers, self.scales, strict=True):
            x = layer(x) * scale
        return self.ends[end](x) + self.named["shift"]


PATHS = ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"]
PATHS += ["ends.linear.weight", "ends.linear.bias", "scales.0", "scales.1", "named.shift"]


def test_what_they_hold_is_listed_trained_saved_and_switched():
    net = Net()
    assert [path for path, _ in net.named_parameters()] == PATHS
    assert list(net.state_dict()) == PATHS
    before = [p.data.copy() for p in net.parameters()]
    net(Tensor([[1.0, 2.0]])).backward()
    optim.SGD(net.parameters(), lr=0.1).step()
    assert all((b != p.data).any() for b, p in zip(before, net.parameters(), strict=True))
    net.eval()
    assert not net.ends["relu"].is_train
    other = Net()
    other.load_state_dict(net.state_dict())
    x = Tensor([[3.0, -1.0]])
    for twin in (other, copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert twin(x).data.tolist() == net(x).data.tolist()
        assert [path for path, _ in twin.named_parameters()] == PATHS


A, B, C, D = Linear(1, 1), ReLU(), Tanh(), Linear(1, 1)

# By what is done to ModuleList([A, B, C]): how, and the layers afterwards.
CHANGES = {
    "append": (lambda m: m.append(D), [A, B, C, D]),
    "extend": (lambda m: m.extend([D, A]), [A, B, C, D, A]),
    "+=": (lambda m: m.__iadd__([D]), [A, B, C, D]),
    "insert": (lambda m: m.insert(1, D), [A, D, B, C]),
    "insert from the end": (lambda m: m.insert(-1, D), [A, B, D, C]),
    "an item": (lambda m: m.__setitem__(1, D), [A, D, C]),
    "an item from the end": (lambda m: m.__setitem__(-1, D), [A, B, D]),
    "no item": (lambda m: m.__delitem__(0), [B, C]),
    "no items": (lambda m: m.__delitem__(slice(0, 2)), [C]),
    "pop": (lambda m: m.pop(), [A, B]),
    "pop the first": (lambda m: m.pop(0), [B, C]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_list_is_changed_like_a_list_and_numbered_from_0(change):
    do, expected = CHANGES[change]
    layers = ModuleList([A, B, C])
    do(layers)
    assert list(map(id, layers)) == list(map(id, expected))
    assert len(layers) == len(expected)
    assert [name for name, _ in layers.named_modules(remove_duplicate=False)][1:] == [
        str(i) for i in range(len(expected))
    ]


def test_a_list_is_indexed_and_sliced_and_tells_what_is_in_it():
    layers = ModuleList([A, B, C])
    assert (layers[0], layers[-1]) == (A, C)
    assert isinstance(layers[1:], ModuleList)
    assert list(layers[1:]) == [B, C]
    assert list(layers[::-1] + [D]) == [C, B, A, D]
    assert (B in layers, D in layers) == (True, False)
    assert layers.pop(1) is B
    assert layers.append(D) is layers
    with pytest.raises(IndexError):
        layers[3]
    with pytest.raises(IndexError):
        layers[3] = D
    assert repr(ModuleList([ReLU()])) == "ModuleList(\n  (0): ReLU()\n)"
    assert list(ModuleList()) == []


def test_a_dict_is_used_like_a_dict():
    modules = ModuleDict([("a", A), ("b", B)])
    assert (list(modules), list(modules.keys()), list(modules.values())) == (["a", "b"], ["a", "b"], [A, B])
    assert list(modules.items()) == [("a", A), ("b", B)]
    assert ("a" in modules, "c" in modules, len(modules), modules["b"]) == (True, False, 2, B)
    modules["a"] = C
    modules.update(ModuleDict({"d": D}))
    assert list(modules.items()) == [("a", C), ("b", B), ("d", D)]
    assert modules.pop("b") is B
    del modules["a"]
    assert list(modules) == ["d"]
    modules.clear()
    assert len(modules) == 0
    for use in (lambda: modules["x"], lambda: modules.pop("x"), lambda: modules.__delitem__("x")):
        with pytest.raises(KeyError, match="x"):
            use()


def test_what_becomes_a_parameter_is_copied_and_a_parameter_is_kept():
    given, weight = np.ones(2), Parameter([1.0])
    parameters = ParameterList([given, weight])
    parameters.append(Tensor([3.0]))
    parameters[0].data[...] = 7
    assert given.tolist() == [1, 1]
    assert parameters[1] is weight
    assert all(isinstance(p, Parameter) for p in parameters)
    assert [p.data.tolist() for p in parameters] == [[7, 7], [1], [3]]


BAD = {
    "a function in a list": (lambda: ModuleList([A, np.tanh]), TypeError, "ModuleList takes Modules"),
    "a class in a list": (lambda: ModuleList().append(ReLU), TypeError, "got the class ReLU"),
    "one module": (lambda: ModuleList(A), TypeError, "ModuleList takes several, as a list; got a Linear"),
    "a name": (lambda: ModuleList("ab"), TypeError, "takes several, as a list; got 'ab'"),
    "a function in a dict": (lambda: ModuleDict({"a": np.tanh}), TypeError, "ModuleDict takes Modules"),
    "a dotted name": (lambda: ModuleDict({"a.b": A}), KeyError, "has a dot"),
    "a name that is taken": (lambda: ModuleDict({"train": A}), KeyError, "an attribute 'train'"),
    "a name that the dict needs": (lambda: ModuleDict({"items": A}), KeyError, "an attribute 'items'"),
    "a number as name": (lambda: ModuleDict({1: A}), TypeError, "string"),
    "integers as parameters": (lambda: ParameterList([np.array([1])]), TypeError, "floating-point tensors"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_belong_there_is_refused_in_one_line(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_a_failed_change_of_a_list_or_dict_changes_nothing():
    layers, named = ModuleList([A, B]), ModuleDict({"a": A})
    for change in (
        lambda: layers.extend([C, 3]),
        lambda: layers.insert(0, None),
        lambda: layers.__setitem__(0, "x"),
        lambda: layers.extend([C, layers]),
        lambda: named.update({"b": B, "c": 3}),
    ):
        with pytest.raises((TypeError, ValueError)):
            change()
    assert list(layers) == [A, B]
    assert list(named.items()) == [("a", A)]
