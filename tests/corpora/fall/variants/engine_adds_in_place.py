"""Gradients are added up in an array of the engine's own."""

BASE = "student"
EDITS = [
    (
        "mytorch/autograd_engine.py:backward",
        """
        total = grads[id(parent)]
        grads[id(parent)] = type(total)(total.data + result.data)
        """,
        "grads[id(parent)].data += result.data",
    ),
    (
        "mytorch/autograd_engine.py:backward",
        "grads[id(parent)] = result",
        "grads[id(parent)] = type(result)(result.data)",
    ),
]
