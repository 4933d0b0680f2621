"""PyTorch's momentum: the learning rate outside the velocity."""

PROBLEM = "momentum"
HYPOTHESIS = "lr outside the velocity"
EDITS = [
    ("mytorch/optim/sgd.py:SGD.step", "v -= lr * g", "v += g"),
    ("mytorch/optim/sgd.py:SGD.step", "p.array += v", "p.array -= lr * v"),
]
