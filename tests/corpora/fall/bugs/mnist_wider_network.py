"""A hidden layer of 32 units."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "another network"
PLACE = "hw1/mnist.py:mnist"
OLD = "Sequential(Linear(784, 20), BatchNorm1d(20), ReLU(), Linear(20, 10))"
NEW = "Sequential(Linear(784, 32), BatchNorm1d(32), ReLU(), Linear(32, 10))"
