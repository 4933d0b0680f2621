"""Validates in a single batch."""

BASE = "student"
EDITS = [
    ("hw1/hw1.py:get_training_stats", "range(0, len(valx), batch_size)", "[0]"),
    ("hw1/hw1.py:get_training_stats", "x = valx[b : b + batch_size]", "x = valx"),
    ("hw1/hw1.py:get_training_stats", "y = valy[b : b + batch_size]", "y = valy"),
]
