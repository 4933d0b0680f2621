"""ReLU zeroes the negative elements of the tensor it was given."""

STYLE = "in place"
BASE = "in_place"
FILES_OF = {
    "mytorch/autograd_engine.py": "einsum",
    "hw1/mnist.py": "compact",
}
WRITES_INTO_INPUT = True
EDITS = [
    (
        "mytorch/nn/functional.py:ReLU.forward",
        """
        y = a.data.copy()
        y[y < 0] = 0
        ctx.y = y
        return new(y)
        """,
        """
        a.data[a.data < 0] = 0
        ctx.y = a.data.copy()
        return new(a.data)
        """,
    ),
]
