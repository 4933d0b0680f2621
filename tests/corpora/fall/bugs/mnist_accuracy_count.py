"""The accuracy is a count."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "as a count"
FILE = "hw1/mnist.py"
OLD = "return correct / len(val_x)"
NEW = "return correct"
