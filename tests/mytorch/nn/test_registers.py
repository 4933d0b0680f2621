"""What a module lists is what it has: parameters(), modules(), state_dict(), repr() and the run agree."""

import copy

import numpy as np
import pytest

from mytorch import nn, optim
from mytorch.nn import Identity, Linear, Module, ReLU, Sequential, Tanh
from mytorch.tensor import Tensor


def parameter(*shape):
    return Tensor(np.ones(shape), requires_grad=True, is_parameter=True)


class Times(Module):
    """Multiplies by a parameter, and so tells in the result whether it ran, and in which order."""

    def __init__(self, factor, plus=0.0):
        super().__init__()
        self.factor = Tensor([factor], requires_grad=True, is_parameter=True)
        self.plus = plus

    def forward(self, x):
        return x * self.factor + self.plus

    def extra_repr(self):
        return str(self.factor.item())


def assert_one_list(model, layers):
    """All that shows a Sequential's layers shows these, and the run goes through these."""
    assert list(map(id, model.layers)) == list(map(id, layers))
    assert list(map(id, model)) == list(map(id, layers))
    assert [id(model[i]) for i in range(len(model))] == list(map(id, layers))
    assert len(model) == len(layers)
    once = list(dict.fromkeys(id(layer.factor) for layer in layers))
    assert list(map(id, model.parameters())) == once
    assert list(map(id, model.modules())) == [id(model), *dict.fromkeys(map(id, layers))]
    assert [value.item() for value in model.state_dict().values()] == [
        layer.factor.item() for layer in layers
    ]
    assert [row.split("Times")[1] for row in repr(model).splitlines()[1:-1]] == [
        f"({layer.factor.item()})" for layer in layers
    ]
    x = expected = Tensor([1.0])
    for layer in layers:
        expected = layer(expected)
    assert model(x).item() == expected.item()
    model.eval()
    assert not any(layer.is_train for layer in layers)


A, B, C, D = Times(2.0, 1.0), Times(3.0, 5.0), Times(7.0, 2.0), Times(11.0, 3.0)

# For each change of Sequential(A, B, C): the code, and the layers afterwards.
CHANGES = {
    "nothing": (lambda m: None, [A, B, C]),
    "append": (lambda m: m.append(D), [A, B, C, D]),
    "append twice": (lambda m: m.append(D).append(A), [A, B, C, D, A]),
    "add_module": (lambda m: m.add_module("last", D), [A, B, C, D]),
    "add_module by a number": (lambda m: m.add_module("3", D), [A, B, C, D]),
    "add_module again": (lambda m: m.add_module("1", D), [A, D, C]),
    "setattr": (lambda m: setattr(m, "0", D), [D, B, C]),
    "an attribute": (lambda m: setattr(m, "extra", D), [A, B, C, D]),
    "object's setattr": (lambda m: object.__setattr__(m, "1", D), [A, D, C]),
    "vars": (lambda m: vars(m).update({"1": D}), [A, D, C]),
    "delattr": (lambda m: delattr(m, "1"), [A, C]),
    "None": (lambda m: setattr(m, "1", None), [A, C]),
    "None, then a layer": (lambda m: (setattr(m, "1", None), setattr(m, "1", D)), [A, D, C]),
    "an item": (lambda m: m.__setitem__(1, D), [A, D, C]),
    "an item from the end": (lambda m: m.__setitem__(-1, D), [A, B, D]),
    "no item": (lambda m: m.__delitem__(0), [B, C]),
    "no items, then append": (lambda m: (m.__delitem__(slice(0, 2)), m.append(D)), [C, D]),
    "no first layer, then append": (lambda m: (delattr(m, "0"), m.append(D), m.append(A)), [B, C, D, A]),
    "layers": (lambda m: setattr(m, "layers", [D, A]), [D, A]),
    "layers by a generator": (lambda m: setattr(m, "layers", (x for x in (D, A, B, C))), [D, A, B, C]),
    "its own layers": (lambda m: setattr(m, "layers", m.layers[::-1]), [C, B, A]),
    "no layers": (lambda m: setattr(m, "layers", []), []),
    "one layer twice": (lambda m: setattr(m, "layers", [A, B, A]), [A, B, A]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_a_sequential_all_show_it_and_it_runs_so(change):
    do, layers = CHANGES[change]
    model = Sequential(A, B, C)
    do(model)
    assert_one_list(model, layers)
    assert_one_list(copy.copy(model), layers)


def test_slices_are_models_of_the_same_layers():
    model = Sequential(A, B, C, D)
    assert_one_list(model[1:3], [B, C])
    assert_one_list(model[::-2], [D, B])
    model[1:].append(A)
    assert_one_list(model, [A, B, C, D])


def test_a_subclass_s_own_modules_run_after_those_before_as_in_pytorch():
    class Net(Sequential):
        def __init__(self):
            super().__init__(A)
            self.middle = B
            self.name = "net"
            self.last = C

    net = Net()
    assert_one_list(net, [A, B, C])
    net.middle = D
    assert_one_list(net, [A, D, C])
    assert net.middle is D


BAD_LAYERS = {
    "a class": ReLU,
    "a function": np.tanh,
    "a list": [ReLU()],
    "a number": 3,
    "a Tensor": Tensor([1.0]),
    "a name": "ReLU",
}


@pytest.mark.parametrize("kind", BAD_LAYERS)
def test_what_is_no_module_is_refused_as_a_layer_and_changes_nothing(kind):
    layer = BAD_LAYERS[kind]
    model = Sequential(A, B)
    for change in (
        lambda: setattr(model, "layers", [C, layer]),
        lambda: setattr(model, "0", layer),
        lambda: model.__setitem__(0, layer),
        lambda: model.append(layer),
        lambda: model.add_module("2", layer),
        lambda: model.add_module("0", layer),
    ):
        with pytest.raises(TypeError, match="Module") as caught:
            change()
        assert "\n" not in str(caught.value)
    assert_one_list(model, [A, B])


@pytest.mark.parametrize("layers", [None, 3, "ab", ReLU()], ids=["None", "3", "a string", "one layer"])
def test_layers_are_several(layers):
    model = Sequential(A, B)
    with pytest.raises(TypeError, match="layers takes several Modules"):
        model.layers = layers
    assert_one_list(model, [A, B])


def test_layers_that_are_not_there_cannot_be_replaced():
    model = Sequential(A, B)
    for key, error in ((2, IndexError), (slice(0, 1), TypeError), ("0", TypeError)):
        with pytest.raises(error):
            model[key] = C
    assert_one_list(model, [A, B])


# ---- modules in general ----------------------------------------------------------------------------


def test_what_is_added_by_name_is_an_attribute_as_well():
    net, layer, weight, running = Module(), Linear(2, 2), parameter(3), Tensor([1.0])
    net.add_module("layer", layer)
    net.add_parameter("weight", weight)
    net.register_buffer("running", running)
    assert (net.layer, net.weight, net.running) == (layer, weight, running)
    assert list(net.state_dict()) == ["weight", "running", "layer.weight", "layer.bias"]
    net.add_module("layer", ReLU())  # again
    net.add_parameter("weight", parameter(1))
    net.register_buffer("running", Tensor([2.0]))
    assert {name: value.shape for name, value in net.state_dict().items()} == {
        "weight": (1,),
        "running": (1,),
    }
    assert isinstance(net.layer, ReLU)
    del net.running, net.weight
    net.layer = None
    assert (list(net.state_dict()), list(net.modules())) == ([], [net])
    assert not hasattr(net, "running")
    net.running = Tensor([3.0])  # a plain attribute by now
    assert list(net.state_dict()) == []


class Kinds(Module):
    act = Tanh()  # of the class, and to be replaced in an object

    def __init__(self):
        super().__init__()
        self.layer = Linear(1, 1)
        self.weight = parameter(2)
        self.register_buffer("running", Tensor([1.0]))
        self.setting = 5


REPLACEMENTS = {
    "parameter": lambda: parameter(3),
    "Module": Identity,
    "Tensor": lambda: Tensor([4.0]),
    "array": lambda: np.ones(2),
    "number": lambda: 3.0,
    "function": lambda: np.tanh,
}
MAY_BECOME = {
    "layer": {"parameter", "Module"},
    "weight": {"parameter", "Module"},
    "running": {"parameter", "Module", "Tensor"},
    "setting": set(REPLACEMENTS),
    "new": set(REPLACEMENTS),
}


@pytest.mark.parametrize("kind", REPLACEMENTS)
@pytest.mark.parametrize("name", MAY_BECOME)
def test_what_is_listed_is_replaced_by_what_can_be_listed_or_not_at_all(name, kind):
    net, value = Kinds(), REPLACEMENTS[kind]()
    before = {path: id(x) for path, x in vars(net).items()}
    if kind not in MAY_BECOME[name]:
        with pytest.raises(TypeError, match=f"^{name} (is a parameter|takes a)") as caught:
            setattr(net, name, value)
        assert "\n" not in str(caught.value)
        assert {path: id(x) for path, x in vars(net).items()} == before
        return
    setattr(net, name, value)
    assert getattr(net, name) is value
    listed = [*net.parameters(), *net.modules()]
    assert any(x is value for x in listed) == (kind in ("parameter", "Module"))
    in_state = name in net.state_dict()
    assert in_state == (kind == "parameter" or (kind == "Tensor" and name == "running"))


@pytest.mark.parametrize("kind", ["parameter", "Module"])
def test_a_buffer_that_became_something_else_is_no_buffer_any_more(kind):
    net = Kinds()
    net.running = REPLACEMENTS[kind]()
    net.running = None
    net.running = Tensor([4.0])
    assert "running" not in net.state_dict()


def test_a_module_of_the_class_may_be_replaced_in_an_object():
    net = Kinds()
    net.act = ReLU()
    assert [type(m) for m in net.modules()] == [Kinds, Linear, ReLU]


BAD_NAMES = {
    "": KeyError,
    "a.b": KeyError,
    "train": KeyError,
    "forward": KeyError,
    "is_train": KeyError,
    "setting": KeyError,
    3: TypeError,
    None: TypeError,
}


@pytest.mark.parametrize("name", BAD_NAMES, ids=repr)
def test_a_name_that_is_none_or_taken_is_refused(name):
    net = Kinds()
    before = list(vars(net))
    for add, value in (
        (net.add_module, ReLU()),
        (net.add_parameter, parameter(1)),
        (net.register_buffer, Tensor([1.0])),
    ):
        with pytest.raises(BAD_NAMES[name]):
            add(name, value)
    if name != "setting":  # which may be assigned to
        for value in (ReLU(), parameter(1)):
            with pytest.raises(BAD_NAMES[name]):
                setattr(net, name, value)
    assert (list(vars(net)), net.setting, net.is_train) == (before, 5, True)
    net.train()


def test_one_kind_does_not_take_the_name_of_another_by_add():
    net = Kinds()
    for add, name, value in (
        (net.add_module, "weight", ReLU()),
        (net.add_module, "running", ReLU()),
        (net.add_parameter, "layer", parameter(1)),
        (net.register_buffer, "layer", Tensor([1.0])),
        (Sequential().add_module, "layers", ReLU()),
    ):
        with pytest.raises(KeyError, match="has an attribute"):
            add(name, value)


@pytest.mark.parametrize("value", [None, 3, "x", ReLU, np.ones(2), Tensor([1.0]), [ReLU()]], ids=str)
def test_what_is_added_must_be_what_it_is_added_as(value):
    net = Module()
    for add in (net.add_module, net.add_parameter):
        with pytest.raises(TypeError) as caught:
            add("x", value)
        assert "\n" not in str(caught.value)
    if not isinstance(value, Tensor):
        with pytest.raises(TypeError):
            net.register_buffer("x", value)
    assert not hasattr(net, "x")


def test_a_parameter_is_no_buffer():
    with pytest.raises(TypeError, match="a buffer is a Tensor that is no parameter"):
        Module().register_buffer("x", parameter(1))


def test_batch_norm_s_parameters_go_by_the_course_s_names_only():
    layer = nn.BatchNorm1d(2)
    for name, ours in (("weight", "gamma"), ("bias", "beta")):
        with pytest.raises(KeyError, match=ours):
            setattr(layer, name, parameter(2))
    assert list(layer.state_dict()) == ["weight", "bias", "running_mean", "running_var"]


def test_a_property_may_stand_before_what_is_registered():
    class Net(Module):
        @property
        def head(self):
            return self._head

        @head.setter
        def head(self, layer):
            self._head = layer

    net = Net()
    net.head = Linear(1, 1)
    assert [name for name, _ in net.named_parameters()] == ["_head.weight", "_head.bias"]


def test_a_slot_cannot_hide_a_layer():
    class Net(Module):
        __slots__ = ("layer",)

    with pytest.raises(KeyError, match="taken"):
        Net().layer = Linear(1, 1)


# ---- shared modules, and modules within themselves ---------------------------------------------------


def test_a_module_in_two_places_is_walked_once_and_saved_at_both():
    class Net(Module):
        def __init__(self):
            super().__init__()
            self.first = Linear(1, 1)
            self.second = self.first

    net = Net()
    assert len(list(net.modules())) == 2
    assert [name for name, _ in net.named_parameters()] == ["first.weight", "first.bias"]
    assert list(net.state_dict()) == ["first.weight", "first.bias", "second.weight", "second.bias"]
    twin = copy.deepcopy(net)
    assert twin.first is twin.second
    twin.load_state_dict(net.state_dict())


def test_modules_shared_at_every_level_are_walked_in_no_time():
    model = Linear(1, 1)
    for _ in range(60):
        model = Sequential(model, model)
    assert len(list(model.modules())) == 61
    assert len(list(model.parameters())) == 2
    model.eval()
    assert not model[0][1].is_train


def test_a_module_cannot_become_a_part_of_itself():
    outer, inner = Sequential(ReLU()), Sequential(Linear(1, 1))
    outer.append(inner)
    for module in (outer, inner):
        for change in (
            lambda module=module: inner.add_module("up", module),
            lambda module=module: setattr(inner, "up", module),
            lambda module=module: inner.append(module),
            lambda module=module: setattr(inner, "layers", [Tanh(), module]),
        ):
            with pytest.raises(ValueError, match=r"a part of itself.*keep it in a tuple"):
                change()
    assert [type(m) for m in outer.modules()] == [Sequential, ReLU, Sequential, Linear]
    inner.parent = (outer,)
    assert len(list(outer.modules())) == 4
    assert repr(outer)


# ---- what is listed is trained -------------------------------------------------------------------------


def test_what_parameters_shows_is_trained_and_what_is_frozen_rests():
    model = Sequential(Linear(2, 3), Tanh(), Linear(3, 1))
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    x = Tensor([[1.0, 2.0]])

    def moved():
        before = [p.data.copy() for p in model.parameters()]
        optimizer.zero_grad()
        model(x).backward()
        optimizer.step()
        return [bool((b != p.data).any()) for b, p in zip(before, model.parameters(), strict=True)]

    assert moved() == [True] * 4
    for p in model[0].parameters():
        p.requires_grad = False
    assert moved() == [False, False, True, True]
    assert len(list(model.parameters())) == 4
    for p in model[0].parameters():
        p.requires_grad_()
    assert moved() == [True] * 4


@pytest.mark.parametrize("mode", [None, 1, "train", np.ones(2)], ids=str)
def test_a_mode_is_true_or_false(mode):
    model = Sequential(ReLU())
    with pytest.raises(TypeError, match="True or False"):
        model.train(mode)
    assert model.is_train
    assert model[0].is_train
    assert model.train(np.False_).training is False
