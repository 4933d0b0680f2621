"""Shuffles at the end of each epoch, as the handout says."""

BASE = "student"
EDITS = [
    ("hw1/hw1.py:get_training_stats", "np.random.shuffle(idxs)  # noqa: NPY002", ""),
    (
        "hw1/hw1.py:get_training_stats",
        "validation_errors[e] = np.mean(errors)",
        """
        validation_errors[e] = np.mean(errors)
        np.random.shuffle(idxs)  # noqa: NPY002
        """,
    ),
]
