"""Validates on the test set."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "uses the test set"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "train, val, _ = dset"
NEW = "train, _, val = dset"
