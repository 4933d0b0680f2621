"""Validates on the training set."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "validates on training data"
FILE = "hw1/hw1.py"
OLD = "valx, valy = val"
NEW = "valx, valy = train"
