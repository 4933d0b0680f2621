"""Sub, Mul and Div ask for operands of one shape, as the starter's Add does; only Add was to support others."""

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


def requireSameShape(a, b):
    if a.shape != b.shape:
        raise Exception("Arguments must have the same shape, got " + str(a.shape) + " and " + str(b.shape))
""",
    ),
    (
        "mytorch/nn/functional.py",
        """        return tensor.Tensor(np.subtract(a.data, b.data))
""",
        """        requireSameShape(a, b)
        return tensor.Tensor(np.subtract(a.data, b.data))
""",
    ),
    (
        "mytorch/nn/functional.py",
        """        return tensor.Tensor(np.multiply(a.data, b.data))
""",
        """        requireSameShape(a, b)
        return tensor.Tensor(np.multiply(a.data, b.data))
""",
    ),
    (
        "mytorch/nn/functional.py",
        """        return tensor.Tensor(np.divide(a.data, b.data))
""",
        """        requireSameShape(a, b)
        return tensor.Tensor(np.divide(a.data, b.data))
""",
    ),
]
