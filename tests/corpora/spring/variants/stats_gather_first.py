"""Gathers the shuffled set once an epoch."""

BASE = "student"
EDITS = [
    (
        "hw1/hw1.py:get_training_stats",
        "np.random.shuffle(idxs)  # noqa: NPY002",
        """
        np.random.shuffle(idxs)  # noqa: NPY002
        shuffledx, shuffledy = trainx[idxs], trainy[idxs]
        """,
    ),
    (
        "hw1/hw1.py:get_training_stats",
        "x = trainx[idxs[b : b + batch_size]]",
        "x = shuffledx[b : b + batch_size]",
    ),
    (
        "hw1/hw1.py:get_training_stats",
        "y = trainy[idxs[b : b + batch_size]]",
        "y = shuffledy[b : b + batch_size]",
    ),
]
