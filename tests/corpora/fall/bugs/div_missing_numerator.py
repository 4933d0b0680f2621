"""-1 / b² for the denominator's gradient."""

BASE = "student"
PROBLEM = "divide"
HYPOTHESIS = "numerator left out"
PLACE = "mytorch/nn/functional.py:Div.backward"
OLD = "-g * a.data / b.data**2"
NEW = "-g / b.data**2"
