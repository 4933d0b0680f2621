"""Returns the error instead of the accuracy."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "error for accuracy"
PLACE = "hw1/mnist.py:validate"
OLD = "return correct / len(val_x)"
NEW = "return 1 - correct / len(val_x)"
