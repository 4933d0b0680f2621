"""dW without the division by N."""

PROBLEM = "linear"
HYPOTHESIS = "dW summed"
PLACE = "mytorch/linear.py:Linear.keep_gradients"
OLD = "self.dW /= N"
NEW = ""
