"""The velocity is decayed once more when stepping."""

PROBLEM = "momentum"
HYPOTHESIS = "momentum twice"
FILE = "hw1/hw1.py"
OLD = "linear.W += linear.momentum_W"
NEW = "linear.W += momentum * linear.momentum_W"
