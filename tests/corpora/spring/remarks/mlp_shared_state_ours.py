"""A shared activation object keeps only its last state."""

REMARK = "shared activation"
FILE = "hw1/hw1.py"
OLD = "used = object.__new__(type(f))"
NEW = "used = f"
