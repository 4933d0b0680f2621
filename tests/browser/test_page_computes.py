"""What the page computes itself is what mytorch computes, for each op, for many numbers, and for whole lessons."""

import math
from pathlib import Path

import numpy as np
import pytest

import hw1.lesson
import mytorch
from hw1.lesson.op_words import IN_PAGE
from tests.browser.programs import lesson_of

HERE = Path(hw1.lesson.__file__).parent
VALUES = [-7.25, -2.0, -1.0, -0.3, 0.0, 1e-9, 0.5, 1.0, 2.0, 3.0, 20.0]
UNARY = {
    "Abs": "a.abs()", "Cos": "a.cos()", "Exp": "a.exp()", "Log": "a.log()", "Log1p": "a.log1p()", "Neg": "-a",
    "ReLU": "a.relu()", "Sigmoid": "a.sigmoid()", "Sin": "a.sin()", "Sqrt": "a.sqrt()", "Tanh": "a.tanh()",
}  # fmt: skip
BINARY = {
    "Add": "a + b", "Div": "a / b", "Maximum": "maximum(a, b)", "Minimum": "minimum(a, b)", "Mul": "a * b",
    "Pow": "a ** b", "Sub": "a - b",
}  # fmt: skip
"""For each op that the page computes itself a program of it."""
