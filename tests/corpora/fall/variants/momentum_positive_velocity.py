"""The velocity with the other sign, subtracted."""

BASE = "student"
EDITS = [
    ("mytorch/optim/sgd.py", "- self.lr * param.grad.data", "+ self.lr * param.grad.data"),
    ("mytorch/optim/sgd.py", "param.data + self.momentums[i]", "param.data - self.momentums[i]"),
]
