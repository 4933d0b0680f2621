"""A small learning rate: slower, and still learning."""

BASE = "student"
PLACE = "hw1/mnist.py:mnist"
OLD = "SGD(list(model.parameters()), lr=0.1)"
NEW = "SGD(list(model.parameters()), lr=0.01)"
