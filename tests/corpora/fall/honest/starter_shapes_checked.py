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
        """            raise Exception("Arguments must be Tensors, got " + type(argument).__name__)
""",
        """            raise Exception("Arguments must be Tensors, got " + type(argument).__name__)


def requireMatchingShapes(a, b):
    for sizeOfA, sizeOfB in zip(reversed(a.shape), reversed(b.shape)):
        if sizeOfA != sizeOfB and 1 not in (sizeOfA, sizeOfB):
            raise Exception("Shapes must match, got " + str(a.shape) + " and " + str(b.shape))
""",
    ),
    (
        "mytorch/nn/functional.py",
        """        return tensor.Tensor(np.subtract(a.data, b.data))
""",
        """        requireMatchingShapes(a, b)
        return tensor.Tensor(np.subtract(a.data, b.data))
""",
    ),
    (
        "mytorch/nn/functional.py",
        """        return tensor.Tensor(np.multiply(a.data, b.data))
""",
        """        requireMatchingShapes(a, b)
        return tensor.Tensor(np.multiply(a.data, b.data))
""",
    ),
    (
        "mytorch/nn/functional.py",
        """        return tensor.Tensor(np.divide(a.data, b.data))
""",
        """        requireMatchingShapes(a, b)
        return tensor.Tensor(np.divide(a.data, b.data))
""",
    ),
]
