"""Layers in a row: passed through, iterated, indexed, switched together."""

import pytest

from mytorch.nn import BatchNorm1d, Linear, Module, ReLU, Sequential
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
