"""Modules drawn as one box each: which ops and parameters are in a box, and which edges are left."""

import pytest

from mytorch import Tensor
from mytorch.graphs import graph
from mytorch.nn import BatchNorm1d, CrossEntropyLoss, Linear, Module, ReLU, Sequential


class Residual(Module):
    """x + tanh(layer(x)) * gain / 2, with a parameter and a constant of its own."""

    def __init__(self):
        super().__init__()
        self.layer = Sequential(Linear(4, 4), ReLU())
        self.gain = Tensor([2.0], requires_grad=True, is_parameter=True)

    def forward(self, x):
        return x + self.layer(x).tanh() * self.gain / 2


def model():
    return Sequential(Linear(3, 4), Residual(), Sequential(BatchNorm1d(4), Linear(4, 2)))


def table(drawn):
    """Each vertex's kind, label and group, and the labels of its inputs."""
    inputs = [[] for _ in drawn.vertices]
    for edge in drawn.edges:
        assert edge.source < edge.target
        inputs[edge.target].append(drawn.vertices[edge.source].label)
    return [
        (vertex.kind, vertex.label, vertex.group, " ".join(names))
        for vertex, names in zip(drawn.vertices, inputs, strict=True)
    ]


DEPTHS = {
    True: [
        ("constant", "x", "", ""),
        ("module", "Linear", "0", "x"),
        ("module", "Residual", "1", "Linear"),
        ("module", "Sequential", "2", "Residual"),
    ],
    2: [
        ("constant", "x", "", ""),
        ("module", "Linear", "0", "x"),
        ("module", "Sequential", "1.layer", "Linear"),
        ("op", "Tanh", "1", "Sequential"),
        ("leaf", "1.gain", "", ""),
        ("op", "Mul", "1", "Tanh 1.gain"),
        ("constant", "2", "", ""),
        ("op", "Div", "1", "Mul 2"),
        ("op", "Add", "1", "Linear Div"),
        ("module", "BatchNorm1d", "2.0", "Add"),
        ("module", "Linear", "2.1", "BatchNorm1d"),
    ],
}


@pytest.mark.parametrize(("collapse", "expected"), DEPTHS.items(), ids=map(str, DEPTHS))
def test_modules_of_a_depth_are_one_box_each(collapse, expected):
    assert table(graph(model(), Tensor.ones(5, 3), collapse=collapse)) == expected


def test_a_deeper_level_than_there_is_draws_the_innermost_layers():
    deepest = graph(model(), Tensor.ones(5, 3), collapse=9)
    assert [vertex.label for vertex in deepest.vertices if vertex.kind == "module"] == [
        "Linear",
        "Linear",
        "ReLU",
        "BatchNorm1d",
        "Linear",
    ]


def test_a_box_says_where_it_is_what_it_gives_and_how_much_it_has():
    box = graph(model(), Tensor.ones(5, 3), collapse=True).vertices[2]
    assert box.lines == ("layer 1", "(5, 4) float64", "21 parameters")


def test_a_layer_may_be_the_whole_model():
    assert table(graph(Linear(3, 2), Tensor.ones(1, 3), collapse=True)) == [
        ("constant", "x", "", ""),
        ("module", "Linear", "", "x"),
    ]


class Tied(Module):
    """One layer used twice, and its weight a third time."""

    def __init__(self):
        super().__init__()
        self.layer = Linear(3, 3)

    def forward(self, x):
        return self.layer(self.layer(x)) @ self.layer.weight


def test_a_layer_that_runs_twice_has_two_boxes_and_its_weight_is_drawn_where_another_uses_it():
    assert table(graph(Tied(), Tensor.ones(1, 3), collapse=True)) == [
        ("constant", "x", "", ""),
        ("leaf", "layer.weight", "", ""),
        ("module", "Linear", "layer", "x layer.weight"),
        ("module", "Linear", "layer", "Linear layer.weight"),
        ("op", "MatMul", "", "Linear layer.weight"),
    ]


def test_a_loss_around_the_model_is_drawn_beside_its_boxes():
    net, criterion = model(), CrossEntropyLoss()
    drawn = graph(
        lambda x, labels: criterion(net(x), labels),
        Tensor.ones(5, 3),
        Tensor([0, 1, 0, 1, 0]),
        model=net,
        collapse=True,
    )
    assert [row[1] for row in table(drawn)][:4] == ["x", "Linear", "Residual", "Sequential"]
    assert table(drawn)[-1][1:] == ("CrossEntropy", "", "Sequential")  # labels are an option of this op
