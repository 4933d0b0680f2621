"""Shuffles by a permutation."""

BASE = "student"
PLACE = "hw1/mnist.py:train"
OLD = """
order = np.arange(len(train_x))
np.random.shuffle(order)  # noqa: NPY002
"""
NEW = "order = np.random.permutation(len(train_x))"
