"""Returns lists instead of arrays."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "no array"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "return training_losses, training_errors, validation_losses, validation_errors"
NEW = "return list(training_losses), list(training_errors), list(validation_losses), list(validation_errors)"
