"""The loss derivative is divided by N."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "1/N in the loss"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.derivative"
OLD = "return self.sm - self.labels"
NEW = "return (self.sm - self.labels) / len(self.labels)"
