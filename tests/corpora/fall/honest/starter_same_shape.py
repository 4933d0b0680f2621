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
        "def sumToShape(gradient, targetShape): ...",
        """
        def requireSameShape(a, b):
            if a.shape != b.shape:
                raise Exception("Arguments must have the same shape, got " + str(a.shape) + " and " + str(b.shape))
        def sumToShape(gradient, targetShape): ...
        """,
    ),
    (
        "mytorch/nn/functional.py:Sub.forward",
        "return tensor.Tensor(np.subtract(a.data, b.data))",
        """
        requireSameShape(a, b)
        return tensor.Tensor(np.subtract(a.data, b.data))
        """,
    ),
    (
        "mytorch/nn/functional.py:Mul.forward",
        "return tensor.Tensor(np.multiply(a.data, b.data))",
        """
        requireSameShape(a, b)
        return tensor.Tensor(np.multiply(a.data, b.data))
        """,
    ),
    (
        "mytorch/nn/functional.py:Div.forward",
        "return tensor.Tensor(np.divide(a.data, b.data))",
        """
        requireSameShape(a, b)
        return tensor.Tensor(np.divide(a.data, b.data))
        """,
    ),
]
