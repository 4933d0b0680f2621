"""The biases are not stepped."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "biases not stepped"
PLACE = "hw1/hw1.py:MLP.step"
OLD = "layer.b = layer.b + layer.momentum_b"
NEW = ""
