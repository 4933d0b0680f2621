"""Shuffles a list of indices."""

BASE = "student"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "idxs = np.arange(len(trainx))"
NEW = "idxs = list(range(len(trainx)))"
