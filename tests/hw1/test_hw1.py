"""What the Spring grader reaches through `hw1`, and the multiple choice questions."""

import numpy as np
import pytest

import classic_mlp
from hw1 import hw1, mc


@pytest.mark.parametrize("name", ["MLP", "Sigmoid", "Identity", "SoftmaxCrossEntropy", "get_training_stats"])
def test_hw1_hands_on_the_network_by_hand(name):
    assert getattr(hw1, name) is getattr(classic_mlp, name)


@pytest.mark.parametrize(("number", "answer"), list(enumerate("baaac", start=1)))
def test_an_answer_is_one_letter_with_its_reason(number, answer):
    question = getattr(mc, f"question_{number}")
    assert question() == answer
    assert len(question.__doc__.splitlines()) == 1


def test_question_1_by_running_it():
    a = np.arange(60.0).reshape(3, 4, 5)
    shapes = np.sum(a, axis=0, keepdims=True).shape, np.sum(a, axis=0).shape
    choices = {
        "a": ((3, 4, 5), (4, 5)),
        "b": ((1, 4, 5), (4, 5)),
        "c": ((3, 4, 5), (1, 4, 5)),
        "d": ((3, 4, 5), (3, 4, 5)),
    }
    assert [letter for letter, choice in choices.items() if choice == shapes] == [mc.question_1()]


def test_question_5_by_running_it():
    """A layer gives (N, out), and the activation is the last thing that happens to its output."""
    x, w, b = np.ones((7, 3)), np.ones((3, 4)), np.full((1, 4), -9.0)

    def relu(z):
        return np.maximum(z, 0)

    choices = {
        "a": lambda: relu(np.dot(x, b) + w),
        "b": lambda: relu(np.dot(x, w)) + b,
        "c": lambda: relu(np.dot(x, w) + b),
        "d": lambda: relu(None),
    }

    def is_layer(choice):
        try:
            out = choice()
        except (ValueError, TypeError):
            return False
        return out.shape == (7, 4) and (out >= 0).all()

    assert [letter for letter, choice in choices.items() if is_layer(choice)] == [mc.question_5()]
