"""step() forgets the gradients when it has used them."""

STYLE = "starter"
BASE = "starter"
FILES_OF = {
    "hw1/mnist.py": "handout",
}
EDITS = [
    (
        "mytorch/optim/sgd.py:SGD.step",
        """
        for i, t in enumerate(self.params):
            if t.grad is None:
                continue
            self.momentums[i] = self.momentum * self.momentums[i] - self.lr * t.grad.data
            t.data = t.data + self.momentums[i]
        """,
        """
        for i, t in enumerate(self.params):
            if t.grad is None:
                continue
            self.momentums[i] = self.momentum * self.momentums[i] - self.lr * t.grad.data
            t.data = t.data + self.momentums[i]
        self.zero_grad()
        """,
    ),
    (
        "hw1/mnist.py:train",
        "val_accuracies.append(accuracy)",
        """
        val_accuracies.append(accuracy)
        model.train()
        """,
    ),
]
