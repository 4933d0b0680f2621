"""gamma and beta are not stepped."""

BASE = "student"
PROBLEM = "momentum"
HYPOTHESIS = "batch norm not stepped"
PLACE = "hw1/hw1.py:MLP.step"
OLD = """
layer.gamma = layer.gamma - self.lr * layer.dgamma
layer.beta = layer.beta - self.lr * layer.dbeta
"""
NEW = "pass"
