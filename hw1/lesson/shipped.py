"""The lessons that docs/lessons/ has: the handout's example, a network of two layers, and a batch norm."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hw1.lesson.lessons import lesson_of_expression, lesson_of_network

__all__ = ["SHIPPED"]

SHIPPED: dict[str, Callable[[], dict[str, Any]]] = {
    "handout": partial(  # Fall 2020, 0.1.4 to 0.1.8
        lesson_of_expression,
        "d = a * b + a\ne = (d + c) + 3",
        {"a": 1.0, "b": 2.0, "c": 3.0},
        constants=["b"],
        title="The handout's example, step by step",
    ),
    "two_layer_mlp": partial(
        lesson_of_network, [3, 4, 2], ["Tanh"], title="A network of two layers, by hand and by autograd"
    ),
    "batchnorm": partial(
        lesson_of_network,
        [3, 4, 2],
        ["ReLU"],
        num_bn_layers=1,
        title="A network with batch norm, by hand and by autograd",
    ),
}
"""For each file of docs/lessons/, without its ending, what makes its lesson."""
