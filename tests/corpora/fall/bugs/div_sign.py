"""The denominator's gradient without its minus."""

PROBLEM = "divide"
HYPOTHESIS = "sign"
FILE = "mytorch/nn/functional/arithmetic.py"
OLD = "-g * (x / y / y) if"
NEW = "g * (x / y / y) if"
