"""PyTorch's momentum: the learning rate outside the velocity."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "lr outside the velocity"
PLACE = "hw1/hw1.py:MLP.step"
OLD = """
layer.momentum_W = self.momentum * layer.momentum_W - self.lr * layer.dW
layer.momentum_b = self.momentum * layer.momentum_b - self.lr * layer.db
layer.W = layer.W + layer.momentum_W
layer.b = layer.b + layer.momentum_b
"""
NEW = """
layer.momentum_W = self.momentum * layer.momentum_W + layer.dW
layer.momentum_b = self.momentum * layer.momentum_b + layer.db
layer.W = layer.W - self.lr * layer.momentum_W
layer.b = layer.b - self.lr * layer.momentum_b
"""
