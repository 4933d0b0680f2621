"""The velocity is not stored."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = """            layer.momentum_W = self.momentum * layer.momentum_W - self.lr * layer.dW
"""
NEW = """            velocity = self.momentum * layer.momentum_W - self.lr * layer.dW
            layer.W = layer.W + velocity - layer.momentum_W
"""
