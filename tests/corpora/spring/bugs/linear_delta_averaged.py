"""What is passed on is divided by N too."""

PROBLEM = "linear"
HYPOTHESIS = "delta divided by N"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "delta @ W.T"
NEW = "delta / N @ W.T"
