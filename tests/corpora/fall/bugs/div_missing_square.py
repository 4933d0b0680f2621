"""-a / b for the denominator's gradient."""

BASE = "student"
PROBLEM = "divide"
HYPOTHESIS = "missing square"
PLACE = "mytorch/nn/functional.py:Div.backward"
OLD = "-g * a.data / b.data**2"
NEW = "-g * a.data / b.data"
