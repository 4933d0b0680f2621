"""The velocity with the other sign, subtracted."""

BASE = "student"
EDITS = [
    (
        "mytorch/optim/sgd.py:SGD.step",
        "self.momentum * self.momentums[i] - self.lr * param.grad.data",
        "self.momentum * self.momentums[i] + self.lr * param.grad.data",
    ),
    ("mytorch/optim/sgd.py:SGD.step", "param.data + self.momentums[i]", "param.data - self.momentums[i]"),
]
