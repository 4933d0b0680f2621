"""The multiple choice questions of Spring 2020, section 2: one lower-case letter each, and why."""


def question_1() -> str:
    """(1, 4, 5) and (4, 5): a sum over an axis removes it, and keepdims leaves it with size 1."""
    return "b"


def question_2() -> str:
    """Each neuron over the batch: eqs. 1 and 2 of appendix C sum over examples, separately for each unit."""
    return "a"


def question_3() -> str:
    """Yes: a test batch may be a single example, which minus its own mean would be 0."""
    return "a"


def question_4() -> str:
    """Yes: zip pairs layer sizes, activations and layers in one line each."""
    return "a"


def question_5() -> str:
    """activation(x @ w + b): the shapes fit, and the bias comes before the activation."""
    return "c"
