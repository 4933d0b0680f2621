"""Mean and variance by sums and a division."""

BASE = "student"
EDITS = [
    (
        "mytorch/batchnorm.py:BatchNorm.forward",
        "np.mean(x, axis=0, keepdims=True)",
        "np.sum(x, axis=0, keepdims=True) / len(x)",
    ),
    (
        "mytorch/batchnorm.py:BatchNorm.forward",
        "np.var(x, axis=0, keepdims=True)",
        "np.sum((x - self.mean) ** 2, axis=0, keepdims=True) / len(x)",
    ),
]
