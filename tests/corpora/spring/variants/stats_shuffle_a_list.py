"""Shuffles a list of indices."""

BASE = "student"
FILE = "hw1/hw1.py"
OLD = "idxs = np.arange(len(trainx))"
NEW = "idxs = list(range(len(trainx)))"
