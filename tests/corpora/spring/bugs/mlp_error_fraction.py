"""The error is a fraction."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "as a fraction"
FILE = "hw1/hw1.py"
OLD = "np.argmax(labels, axis=1)).sum()"
NEW = "np.argmax(labels, axis=1)).mean()"
