"""Shuffles the caller's arrays."""

BASE = "student"
REMARK = "changed in place"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "np.random.shuffle(idxs)  # noqa: NPY002"
NEW = """
np.random.shuffle(idxs)  # noqa: NPY002
trainx[:], trainy[:] = trainx[idxs], trainy[idxs]
"""
