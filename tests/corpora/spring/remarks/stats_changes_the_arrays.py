"""Shuffles the caller's arrays."""

BASE = "student"
REMARK = "changed in place"
FILE = "hw1/hw1.py"
OLD = """        np.random.shuffle(idxs)  # noqa: NPY002
"""
NEW = """        np.random.shuffle(idxs)  # noqa: NPY002
        trainx[:], trainy[:] = trainx[idxs], trainy[idxs]
"""
