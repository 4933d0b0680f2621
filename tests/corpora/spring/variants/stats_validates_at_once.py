"""Validates in a single batch."""

BASE = "student"
EDITS = [
    ("hw1/hw1.py", "for b in range(0, len(valx), batch_size):", "for b in [0]:"),
    ("hw1/hw1.py", "x = valx[b : b + batch_size]", "x = valx"),
    ("hw1/hw1.py", "y = valy[b : b + batch_size]", "y = valy"),
]
