"""A hidden layer of 32 units."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "another network"
FILE = "hw1/mnist.py"
OLD = "Linear(784, 20), BatchNorm1d(20), ReLU(), Linear(20, 10)"
NEW = "Linear(784, 32), BatchNorm1d(32), ReLU(), Linear(32, 10)"
