"""Adds into the gradient before the step is over."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "velocity and step added"
PLACE = "hw1/hw1.py:MLP.step"
OLD = "layer.W = layer.W + layer.momentum_W"
NEW = "layer.W = layer.W + layer.momentum_W - self.lr * layer.dW"
