"""-a / b for the denominator's gradient."""

BASE = "student"
PROBLEM = "divide"
HYPOTHESIS = "missing square"
FILE = "mytorch/nn/functional.py"
OLD = "-g * a.data / b.data**2"
NEW = "-g * a.data / b.data"
