"""Validation errors are filled with training errors."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "training figures for validation"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "validation_errors[e] = np.mean(errors)"
NEW = "validation_errors[e] = training_errors[e]"
