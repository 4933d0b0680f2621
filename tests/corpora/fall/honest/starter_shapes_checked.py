"""Sub, Mul and Div look at the shapes first and say what does not fit, as the starter's Add does."""

STYLE = "starter"
BASE = "verbose"
FILES_OF = {
    "mytorch/autograd_engine.py": "loops",
    "hw1/mnist.py": "starter",
}
EDITS = [
    (
        "mytorch/nn/functional.py",
        "def sumToShape(gradient, targetShape): ...",
        """
        def requireMatchingShapes(a, b):
            for sizeOfA, sizeOfB in zip(reversed(a.shape), reversed(b.shape)):
                if sizeOfA != sizeOfB and 1 not in (sizeOfA, sizeOfB):
                    raise Exception("Shapes must match, got " + str(a.shape) + " and " + str(b.shape))
        def sumToShape(gradient, targetShape): ...
        """,
    ),
    (
        "mytorch/nn/functional.py:Sub.forward",
        "return tensor.Tensor(np.subtract(a.data, b.data))",
        """
        requireMatchingShapes(a, b)
        return tensor.Tensor(np.subtract(a.data, b.data))
        """,
    ),
    (
        "mytorch/nn/functional.py:Mul.forward",
        "return tensor.Tensor(np.multiply(a.data, b.data))",
        """
        requireMatchingShapes(a, b)
        return tensor.Tensor(np.multiply(a.data, b.data))
        """,
    ),
    (
        "mytorch/nn/functional.py:Div.forward",
        "return tensor.Tensor(np.divide(a.data, b.data))",
        """
        requireMatchingShapes(a, b)
        return tensor.Tensor(np.divide(a.data, b.data))
        """,
    ),
]
