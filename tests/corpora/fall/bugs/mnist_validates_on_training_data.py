"""Validates on the training set."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "validates on training data"
PLACE = "hw1/mnist.py:train"
OLD = "validate(model, val_x, val_y)"
NEW = "validate(model, train_x, train_y)"
