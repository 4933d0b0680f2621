"""A shared activation object keeps only its last state."""

PROBLEM = "hidden_layers"
HYPOTHESIS = "shared activation"
FILE = "hw1/hw1.py"
OLD = "used = object.__new__(type(f))"
NEW = "used = f"
