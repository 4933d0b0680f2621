"""The velocity is decayed once more when stepping."""

PROBLEM = "momentum"
HYPOTHESIS = "momentum twice"
FILE = "hw1/hw1.py"
OLD = "W[some] += v[some]"
NEW = "W[some] += momentum * v[some]"
