"""Validates on the training set."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "validates on training data"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "valx, valy = val"
NEW = "valx, valy = train"
