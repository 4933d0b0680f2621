"""Shuffled before the first epoch only."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "shuffled but not anew"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "np.random.shuffle(idxs)  # noqa: NPY002"
NEW = """
if e == 0:
    np.random.shuffle(idxs)  # noqa: NPY002
"""
