"""Validates on the training set."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = None
FILE = "hw1/mnist.py"
OLD = "validate(model, val_x, val_y))"
NEW = "validate(model, train_x, train_y))"
