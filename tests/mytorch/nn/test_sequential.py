"""Layers in a row: passed through, iterated, indexed, switched together."""

from collections import OrderedDict

import numpy as np
import pytest

from mytorch.nn import BatchNorm1d, Embedding, Linear, Module, ReLU, Sequential, Tanh
from mytorch.tensor import Tensor


class Adds(Module):
    def __init__(self, number):
        super().__init__()
        self.number = number

    def forward(self, x):
        return x * 2.0 + self.number


def test_it_passes_its_input_through_each_layer_in_turn():
    assert Sequential(Adds(1.0), Adds(10.0))(Tensor([3.0])).data.tolist() == [24.0]
    x = Tensor([3.0])
    assert Sequential()(x) is x


def test_its_layers_can_be_iterated_indexed_sliced_and_counted():
    layers = Linear(2, 3), ReLU(), Linear(3, 1)
    model = Sequential(*layers)
    assert tuple(model.layers) == layers
    assert tuple(model) == layers
    assert (model[0], model[-1], len(model)) == (layers[0], layers[2], 3)
    assert isinstance(model[1:], Sequential)
    assert tuple(model[1:]) == layers[1:]
    with pytest.raises(IndexError):
        model[3]


def test_its_parameters_come_in_the_order_of_its_layers_and_of_those_within():
    inner = Sequential(Linear(3, 3), BatchNorm1d(3))
    model = Sequential(Linear(2, 3), inner, Linear(3, 1))
    names = [name for name, _ in model.named_parameters()]
    assert names == [
        "0.weight",
        "0.bias",
        "1.0.weight",
        "1.0.bias",
        "1.1.gamma",
        "1.1.beta",
        "2.weight",
        "2.bias",
    ]
    expected = [model[0].weight, model[0].bias, inner[0].weight, inner[0].bias, inner[1].gamma, inner[1].beta]
    expected += [model[2].weight, model[2].bias]
    assert all(p is q for p, q in zip(model.parameters(), expected, strict=True))


def test_train_and_eval_reach_every_layer_below():
    model = Sequential(Linear(2, 3), Sequential(BatchNorm1d(3), Sequential(ReLU())))
    assert all(m.is_train for m in model.modules())
    assert model.eval() is model
    assert not any(m.is_train for m in model.modules())
    assert len(list(model.modules())) == 6
    assert model.train() is model
    assert all(m.is_train for m in model.modules())


def test_a_layer_used_twice_counts_its_parameters_once():
    layer = Linear(2, 2)
    model = Sequential(layer, ReLU(), layer)
    assert len(list(model.parameters())) == 2
    model(Tensor([[1.0, 2.0]])).backward()
    assert layer.bias.grad.shape == (2,)


@pytest.mark.parametrize("layer", [3, None, Linear, lambda x: x], ids=["int", "None", "class", "function"])
def test_only_modules_are_layers(layer):
    with pytest.raises(TypeError, match="Sequential takes Modules; argument 1 is"):
        Sequential(ReLU(), layer)


def test_its_repr_shows_the_tree():
    assert repr(Sequential(Linear(2, 3), Sequential(ReLU()))) == (
        "Sequential(\n"
        "  (0): Linear(in_features=2, out_features=3)\n"
        "  (1): Sequential(\n"
        "    (0): ReLU()\n"
        "  )\n"
        ")"
    )


def test_a_dict_gives_the_layers_names_which_a_slice_keeps():
    first, last = Linear(2, 3), Linear(3, 1)
    for kind in (dict, OrderedDict):
        model = Sequential(kind([("first", first), ("act", ReLU()), ("last", last)]))
        assert (model.first, model[2], len(model)) == (first, last, 3)
        assert list(model.state_dict()) == ["first.weight", "first.bias", "last.weight", "last.bias"]
        assert list(model[1:].state_dict()) == ["last.weight", "last.bias"]
    assert list(Sequential(first, last)[1:].state_dict()) == ["1.weight", "1.bias"]
    for bad, error in (({"a": 3}, TypeError), ({"layers": ReLU()}, KeyError), ({"a.b": ReLU()}, KeyError)):
        with pytest.raises(error):
            Sequential(bad)


def test_layers_are_added_put_in_between_and_taken_out():
    a, b, c, d = Linear(1, 1), ReLU(), Tanh(), ReLU()
    model = Sequential(a).extend([b, c])
    assert model.insert(1, d) is model
    assert list(model) == [a, d, b, c]
    assert model.pop(1) is d
    assert [name for name, _ in model.named_children()] == ["0", "1", "2"]
    assert list(model) == [a, b, c]
    assert model.pop(-1) is c
    with pytest.raises(TypeError):
        model.insert(0, 3)
    assert list(model) == [a, b]


# ---- where an error about a shape came from --------------------------------------------------------------


class Net(Module):
    def __init__(self):
        super().__init__()
        self.body = Sequential(ReLU(), Linear(7, 2))

    def forward(self, x):
        return self.body(x)


class Fails(Module):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def forward(self, x):
        raise self.error


X = Tensor(np.ones((5, 2)))
WRONG = {
    "a layer": (
        lambda: Sequential(Linear(2, 3), ReLU(), Linear(4, 1)),
        "Linear expects x of shape (N, 4); got (5, 3). This was in layer 2 of the Sequential, Linear; the "
        "shapes on the way: (5, 2) -> 0 Linear -> (5, 3) -> 1 ReLU -> (5, 3) -> 2 Linear.",
    ),
    "the first": (
        lambda: Sequential(Linear(4, 1)),
        "Linear expects x of shape (N, 4); got (5, 2). This was in layer 0 of the Sequential, Linear; the "
        "shapes on the way: (5, 2) -> 0 Linear.",
    ),
    "nested": (
        lambda: Sequential(Linear(2, 3), Sequential({"in": Tanh(), "out": Sequential(Linear(4, 1))})),
        "Linear expects x of shape (N, 4); got (5, 3). This was in layer 1.out.0 of the Sequential, "
        "Linear; the shapes on the way: (5, 2) -> 0 Linear -> (5, 3) -> 1.in Tanh -> (5, 3) "
        "-> 1.out.0 Linear.",
    ),
    "in a module between": (
        lambda: Sequential(Linear(2, 3), Net()),
        "Linear expects x of shape (N, 7); got (5, 3). This was in layer 1.body.1 of the Sequential, "
        "Linear; the shapes on the way: (5, 2) -> 0 Linear -> (5, 3) -> 1.body.0 ReLU -> (5, 3) "
        "-> 1.body.1 Linear.",
    ),
    "after many": (
        lambda: Sequential(*[Linear(2, 2) for _ in range(9)], Linear(3, 1)),
        "Linear expects x of shape (N, 3); got (5, 2). This was in layer 9 of the Sequential, Linear; the "
        "shapes on the way: ... -> (5, 2) -> 4 Linear -> (5, 2) -> 5 Linear -> (5, 2) -> 6 Linear -> (5, 2) "
        "-> 7 Linear -> (5, 2) -> 8 Linear -> (5, 2) -> 9 Linear.",
    ),
    "without a full stop": (
        lambda: Sequential(Fails(ValueError("no luck"))),
        "no luck. This was in layer 0 of the Sequential, Fails; the shapes on the way: (5, 2) -> 0 Fails.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_error_about_a_shape_names_the_layer_and_the_shapes_on_the_way(name):
    make, message = WRONG[name]
    with pytest.raises(ValueError) as caught:
        make()(X)
    assert str(caught.value) == message


def test_the_error_keeps_its_type():
    with pytest.raises(
        IndexError, match=r"got 9\. This was in layer 0 of the Sequential, Embedding; .* \(1,\)"
    ):
        Sequential(Embedding(3, 2))(np.array([9]))


@pytest.mark.parametrize(
    "error", [TypeError("a"), RuntimeError("a"), KeyError("a"), ValueError(), ValueError(1, 2)]
)
def test_an_error_of_another_kind_or_form_is_left_as_it_is(error):
    args = error.args
    with pytest.raises(type(error)) as caught:
        Sequential(Fails(error))(X)
    assert caught.value is error
    assert error.args == args


def test_what_words_its_message_itself_gets_a_note():
    error = np.exceptions.AxisError(3, 2)
    with pytest.raises(np.exceptions.AxisError, match="axis 3 is out of bounds") as caught:
        Sequential(Fails(error))(X)
    assert caught.value.__notes__ == [
        "This was in layer 0 of the Sequential, Fails; the shapes on the way: (5, 2) -> 0 Fails."
    ]
