"""The subtrahend's gradient has no minus."""

PROBLEM = "subtract"
HYPOTHESIS = "sign"
PLACE = "mytorch/ops/arithmetic.py:Sub.backward"
OLD = "return g, -g"
NEW = "return g, g"
