"""PyTorch's momentum: the learning rate outside the velocity."""

PROBLEM = "momentum"
HYPOTHESIS = "lr outside the velocity"
EDITS = [
    (
        "mytorch/optim/sgd.py:SGD.step",
        "exact -= np.multiply(lr, g, out=out_like(exact), dtype=exact.dtype)",
        "exact += g",
    ),
    ("mytorch/optim/sgd.py:SGD.step", "p._data += v", "p._data -= lr * v"),
]
