"""The denominator's gradient without its minus."""

PROBLEM = "divide"
HYPOTHESIS = "sign"
PLACE = "mytorch/ops/arithmetic.py:Div.backward"
OLD = "-g * (x / y / y)"
NEW = "g * (x / y / y)"
