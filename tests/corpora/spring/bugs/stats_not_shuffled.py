"""The training set is never shuffled."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "not shuffled"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "np.random.shuffle(idxs)  # noqa: NPY002"
NEW = ""
