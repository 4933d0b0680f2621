"""The loss derivative is averaged, and the gradients again."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "1/N in the loss"
FILE = "hw1/hw1.py"
OLD = "delta = self.criterion.derivative()"
NEW = "delta = self.criterion.derivative() / len(labels)"
