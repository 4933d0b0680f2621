"""Validation errors are filled with training errors."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "training figures for validation"
FILE = "hw1/hw1.py"
OLD = "        validation_errors[e] = np.mean(errors)"
NEW = "        validation_errors[e] = training_errors[e]"
