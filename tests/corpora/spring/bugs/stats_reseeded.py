"""Every epoch draws the same order again."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "shuffled but not anew"
FILE = "hw1/hw1.py"
OLD = """        np.random.shuffle(idxs)  # noqa: NPY002
"""
NEW = """        np.random.seed(0)
        idxs = np.random.permutation(len(trainx))
"""
