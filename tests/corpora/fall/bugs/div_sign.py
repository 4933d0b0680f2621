"""The denominator's gradient without its minus."""

PROBLEM = "divide"
HYPOTHESIS = "sign"
FILE = "mytorch/nn/functional/arithmetic.py"
OLD = "return g / y, -g * (x / y / y)"
NEW = "return g / y, g * (x / y / y)"
