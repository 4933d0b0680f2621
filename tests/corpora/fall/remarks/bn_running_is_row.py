"""The running averages have the shape (1, num_features)."""

BASE = "student"
REMARK = "wrong shape"
EDITS = [
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "mean = x.sum(axis=0) / count",
        "mean = x.sum(axis=0, keepdims=True) / count",
    ),
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "squares = (centred * centred).sum(axis=0)",
        "squares = (centred * centred).sum(axis=0, keepdims=True)",
    ),
]
