"""The accuracy is a count."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "as a count"
PLACE = "hw1/mnist.py:validate"
OLD = "return correct / len(val_x)"
NEW = "return correct"
