"""gamma is stepped with momentum."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "momentum for gamma and beta"
PLACE = "hw1/hw1.py:MLP.step"
OLD = "layer.gamma = layer.gamma - self.lr * layer.dgamma"
NEW = """
layer.v = self.momentum * getattr(layer, "v", 0.0) - self.lr * layer.dgamma
layer.gamma = layer.gamma + layer.v
"""
