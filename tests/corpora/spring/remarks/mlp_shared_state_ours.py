"""A shared activation object keeps only its last state."""

REMARK = "shared activation"
PLACE = "hw1/hw1.py:_apart"
OLD = "used = object.__new__(type(f))"
NEW = "used = f"
