"""One order for all epochs."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "shuffled but not anew"
FILE = "hw1/mnist.py"
OLD = """        np.random.shuffle(order)  # noqa: NPY002
"""
NEW = """        np.random.default_rng(0).shuffle(order)
"""
