"""The velocity is not stored."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = None
PLACE = "hw1/hw1.py:MLP.step"
OLD = "layer.momentum_W = self.momentum * layer.momentum_W - self.lr * layer.dW"
NEW = """
velocity = self.momentum * layer.momentum_W - self.lr * layer.dW
layer.W = layer.W + velocity - layer.momentum_W
"""
