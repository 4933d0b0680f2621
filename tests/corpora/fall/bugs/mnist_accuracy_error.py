"""Returns the error instead of the accuracy."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "error for accuracy"
FILE = "hw1/mnist.py"
OLD = "return correct / len(val_x)"
NEW = "return 1 - correct / len(val_x)"
