"""total_loss and error as Python numbers."""

BASE = "student"
EDITS = [
    (
        "hw1/hw1.py:MLP.total_loss",
        "return self.criterion(self.output, labels).sum()",
        "return float(self.criterion(self.output, labels).sum())",
    ),
    (
        "hw1/hw1.py:MLP.error",
        "return (np.argmax(self.output, axis=1) != np.argmax(labels, axis=1)).sum()",
        "return sum(int(a != b) for a, b in zip(self.output.argmax(1), labels.argmax(1), strict=True))",
    ),
]
