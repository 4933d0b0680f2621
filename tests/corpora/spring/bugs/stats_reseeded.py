"""Every epoch draws the same order again."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "shuffled but not anew"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "np.random.shuffle(idxs)  # noqa: NPY002"
NEW = """
np.random.seed(0)
idxs = np.random.permutation(len(trainx))
"""
