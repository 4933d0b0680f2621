"""The gradient is weighed with 1 - momentum."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "dampened"
PLACE = "hw1/hw1.py:MLP.step"
OLD = "self.lr * layer.dW"
NEW = "(1 - self.momentum) * self.lr * layer.dW"
