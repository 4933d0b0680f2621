"""A model or a function that fails half-way: drawn up to what failed, with the shapes and the message."""

import numpy as np
import pytest

from mytorch import Tensor
from mytorch.graphs import graph, graph_of_recording, recording
from mytorch.nn import Linear, Module, ReLU, Sequential
from mytorch.nn import functional as F


def misfit():
    return Sequential(Linear(3, 4), Sequential(ReLU(), Linear(5, 2)), ReLU())


class Own(Module):
    """What its forward does is given."""

    def __init__(self, forward):
        super().__init__()
        object.__setattr__(self, "steps", forward)

    def forward(self, x):
        return self.steps(x.exp())


def with_cause(x):
    raise KeyError("no\nsuch")


# For each: the model or function, the label of the failed vertex, its first lines, the labels of its inputs,
# and the beginning of the error.
FAILURES = {
    "a layer": (
        misfit(),
        "Linear failed",
        ("layer 1.1", "input (2, 4)", "weight (2, 5)", "bias (2,)"),
        ["ReLU"],
        "ValueError: Linear expects x of shape (N, 5); got (2, 4).",
    ),
    "an op": (
        lambda x: x.exp() @ Tensor.ones(2, 7),
        "MatMul failed",
        ("input 1 (2, 3)", "input 2 (2, 7)"),
        ["Exp", "constant"],
        "ValueError: matmul expects shapes",
    ),
    "an op with an array": (
        lambda x: x.exp() + np.ones(7),
        "Add failed",
        ("input 1 (2, 3)", "input 2 (7,)"),
        ["Exp"],
        "ValueError: operands could not be broadcast",
    ),
    "a function that looks at shapes before its op runs": (
        lambda x: F.linear(x.exp(), Tensor.ones(4, 9)),
        "linear failed",
        ("input 1 (2, 3)", "input 2 (4, 9)"),
        ["Exp", "constant"],
        "ValueError: Linear expects",
    ),
    "an op in a module of the user's": (
        Own(lambda x: x @ x),
        "MatMul failed",
        ("Own", "input 1 (2, 3)", "input 2 (2, 3)"),
        ["Exp", "Exp"],
        "ValueError: matmul expects",
    ),
    "a module of the user's": (
        Own(with_cause),
        "Own failed",
        ("input (2, 3)",),
        ["x"],
        "KeyError: 'no\\nsuch'",
    ),
    "a function of the user's": (
        with_cause,
        "with_cause failed",
        ("input (2, 3)",),
        ["x"],
        "KeyError: 'no\\nsuch'",
    ),
    "the call itself": (
        lambda: None,
        "<lambda> failed",
        ("input (2, 3)",),
        ["input"],
        "TypeError: ",
    ),
}


@pytest.mark.parametrize("case", FAILURES.values(), ids=FAILURES)
def test_the_graph_ends_at_what_failed(case):
    what, label, lines, inputs, said = case
    drawn = graph(what, Tensor.ones(2, 3))
    failed = drawn.vertices[-1]
    assert (failed.kind, failed.label) == ("failed", label)
    assert failed.lines[: len(lines)] == lines
    at = len(drawn.vertices) - 1
    assert [drawn.vertices[e.source].label for e in drawn.edges if e.target == at] == inputs
    assert drawn.failure.startswith(said)
    assert said[:20] in " ".join(failed.lines)
    assert f"stopped: {said}" in repr(drawn)
    assert drawn.text().splitlines()[-1].startswith(f"Stopped: {said}")
    assert "failed" in drawn.svg()


def test_a_box_in_which_something_failed_says_what():
    whole = graph(misfit(), Tensor.ones(2, 3), collapse=True).vertices[-1]
    assert (whole.kind, whole.label, whole.group) == ("failed", "Sequential failed", "1")
    assert whole.lines[:5] == (
        "layer 1",
        "in layer 1.1 Linear",
        "input (2, 4)",
        "weight (2, 5)",
        "bias (2,)",
    )
    layer = graph(misfit(), Tensor.ones(2, 3), collapse=2).vertices[-1]
    assert (layer.label, layer.lines[:2]) == ("Linear failed", ("layer 1.1", "input (2, 4)"))


def test_a_long_message_is_cut_in_the_box_and_whole_in_the_failure():
    def fail(x):
        raise ValueError("word " * 100)

    drawn = graph(fail, Tensor.ones(1))
    assert len(drawn.vertices[-1].lines) == 4
    assert drawn.vertices[-1].lines[-1].endswith(" …")
    assert drawn.failure.count("word") == 100


def test_a_model_that_failed_is_left_as_it_was():
    model = misfit().eval()
    graph(model, Tensor.ones(2, 3))
    assert all(not module.training and module.hooks_of_module is None for module in model.modules())


def test_what_a_user_stops_is_stopped():
    def stop(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        graph(stop, Tensor.ones(1))


def test_of_a_recording_only_what_led_to_a_tensor_or_to_a_failure_is_drawn():
    x = Tensor.ones(2, 3)
    x.requires_grad = True
    with recording() as recorded:
        y, beside = x.exp() * 2, x.log()
        y.sum().backward()  # which frees the graph
        with pytest.raises(ValueError, match="matmul expects") as caught:
            beside @ beside
    labels = [vertex.label for vertex in graph_of_recording(recorded, {"x": x, "y": y}, of=y).vertices]
    assert labels == ["x", "Exp", "2", "Mul"]
    failed = graph_of_recording(recorded, {"x": x}, error=caught.value)
    assert [vertex.label for vertex in failed.vertices] == ["x", "Log", "MatMul failed"]
    assert len(graph_of_recording(recorded, {"x": x}).vertices) == 6
    assert [vertex.label for vertex in graph_of_recording(recorded, of=x).vertices] == ["leaf"]
