"""Counts the right answers."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "does not learn"
FILE = "hw1/hw1.py"
OLD = "(np.argmax(self.output, axis=1) != np.argmax"
NEW = "(np.argmax(self.output, axis=1) == np.argmax"
