"""Validates on the test set."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "uses the test set"
FILE = "hw1/hw1.py"
OLD = "train, val, _ = dset"
NEW = "train, _, val = dset"
