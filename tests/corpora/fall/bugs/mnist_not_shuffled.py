"""The training set is never shuffled."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "not shuffled"
FILE = "hw1/mnist.py"
OLD = """        np.random.shuffle(order)  # noqa: NPY002
"""
NEW = ""
