"""The subtrahend's gradient has no minus."""

PROBLEM = "subtract"
HYPOTHESIS = "sign"
FILE = "mytorch/nn/functional/arithmetic.py"
OLD = "return g, -g"
NEW = "return g, g"
