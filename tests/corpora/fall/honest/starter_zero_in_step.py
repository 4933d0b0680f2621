"""step() forgets the gradients when it has used them."""

STYLE = "starter"
BASE = "starter"
FILES_OF = {
    "hw1/mnist.py": "handout",
}
EDITS = [
    (
        "mytorch/optim/sgd.py",
        """            t.data = t.data + self.momentums[i]
""",
        """            t.data = t.data + self.momentums[i]
        self.zero_grad()
""",
    ),
    (
        "hw1/mnist.py",
        """                val_accuracies.append(accuracy)
""",
        """                val_accuracies.append(accuracy)
                model.train()
""",
    ),
]
