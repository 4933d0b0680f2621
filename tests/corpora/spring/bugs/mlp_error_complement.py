"""Counts the right answers."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "does not learn"
PLACE = "hw1/hw1.py:MLP.error"
OLD = "np.argmax(self.output, axis=1) != np.argmax(labels, axis=1)"
NEW = "np.argmax(self.output, axis=1) == np.argmax(labels, axis=1)"
