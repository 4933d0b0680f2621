"""The step has a plus."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "ascends"
PLACE = "hw1/hw1.py:MLP.step"
OLD = "self.momentum * layer.momentum_W - self.lr * layer.dW"
NEW = "self.momentum * layer.momentum_W + self.lr * layer.dW"
