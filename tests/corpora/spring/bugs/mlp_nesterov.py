"""Nesterov's step."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "Nesterov"
PLACE = "hw1/hw1.py:MLP.step"
OLD = "layer.W = layer.W + layer.momentum_W"
NEW = "layer.W = layer.W + self.momentum * layer.momentum_W - self.lr * layer.dW"
