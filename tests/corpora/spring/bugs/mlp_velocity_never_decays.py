"""The velocity is never decayed."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "velocity never decays"
PLACE = "hw1/hw1.py:MLP.step"
OLD = "self.momentum * layer.momentum_W - self.lr * layer.dW"
NEW = "layer.momentum_W - self.lr * layer.dW"
