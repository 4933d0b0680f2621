"""One velocity for all parameters of a shape."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "shared velocity"
EDITS = [
    (
        "mytorch/optim/sgd.py:SGD.__init__",
        "self.momentums = [np.zeros(p.shape) for p in self.params]",
        """
        kept = {p.shape: np.zeros(p.shape) for p in self.params}
        self.momentums = [kept[p.shape] for p in self.params]
        """,
    ),
    (
        "mytorch/optim/sgd.py:SGD.step",
        "self.momentums[i] = self.momentum * self.momentums[i] - self.lr * param.grad.data",
        """
        self.momentums[i] *= self.momentum
        self.momentums[i] -= self.lr * param.grad.data
        """,
    ),
]
