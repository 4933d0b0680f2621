"""The gradient is weighed with 1 - momentum."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "dampened"
FILE = "hw1/hw1.py"
OLD = "layer.momentum_W - self.lr * layer.dW"
NEW = "layer.momentum_W - (1 - self.momentum) * self.lr * layer.dW"
