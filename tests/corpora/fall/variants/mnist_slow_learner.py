"""A small learning rate: slower, and still learning."""

BASE = "student"
FILE = "hw1/mnist.py"
OLD = "lr=0.1)"
NEW = "lr=0.01)"
