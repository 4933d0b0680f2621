"""dW without the division by N."""

PROBLEM = "linear"
HYPOTHESIS = "dW summed"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "x.T @ delta / N"
NEW = "x.T @ delta"
