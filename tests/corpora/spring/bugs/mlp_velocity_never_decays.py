"""The velocity is never decayed."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "velocity never decays"
FILE = "hw1/hw1.py"
OLD = "self.momentum * layer.momentum_W - self.lr * layer.dW"
NEW = "layer.momentum_W - self.lr * layer.dW"
