"""The training set is never shuffled."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "not shuffled"
FILE = "hw1/hw1.py"
OLD = """        np.random.shuffle(idxs)  # noqa: NPY002
"""
NEW = ""
