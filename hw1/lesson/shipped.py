"""The lessons that docs/lessons/ has: the handout's example, a network of two layers, and a batch norm."""

from collections.abc import Callable
from typing import Any

from hw1.lesson.lessons import lesson_of_expression

__all__ = ["SHIPPED"]


def _handout() -> dict[str, Any]:
    """The example of Fall 2020, 0.1.4 to 0.1.8."""
    values = {"a": 1.0, "b": 2.0, "c": 3.0}
    return lesson_of_expression(
        "d = a * b + a\ne = (d + c) + 3", values, constants=["b"], title="The handout's example, step by step"
    )


SHIPPED: dict[str, Callable[[], dict[str, Any]]] = {"handout": _handout}
"""For each file in docs/lessons/, without its ending, what makes its lesson."""
