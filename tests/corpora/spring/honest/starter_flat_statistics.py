"""The batch's mean and variance without keepdims; the running ones are rows all the same."""

STYLE = "starter"
BASE = "starter"
FILES_OF = {
    "mytorch/loss.py": "recursive",
}
EDITS = [
    (
        "mytorch/batchnorm.py:BatchNorm.forward",
        "self.mean = np.mean(x, axis=0).reshape(1, -1)",
        "self.mean = np.mean(x, axis=0)",
    ),
    (
        "mytorch/batchnorm.py:BatchNorm.forward",
        "self.var = np.var(x, axis=0).reshape(1, -1)",
        "self.var = np.var(x, axis=0)",
    ),
]
