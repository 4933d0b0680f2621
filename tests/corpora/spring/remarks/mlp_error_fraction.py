"""The error is a fraction."""

BASE = "student"
REMARK = "as a fraction"
FILE = "hw1/hw1.py"
OLD = "np.argmax(labels, axis=1)).sum()"
NEW = "np.argmax(labels, axis=1)).mean()"
