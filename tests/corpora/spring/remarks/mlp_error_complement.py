"""Counts the right answers."""

BASE = "student"
REMARK = "complement"
FILE = "hw1/hw1.py"
OLD = "(np.argmax(self.output, axis=1) != np.argmax"
NEW = "(np.argmax(self.output, axis=1) == np.argmax"
