"""With momentum."""

BASE = "student"
FILE = "hw1/mnist.py"
OLD = "lr=0.1)"
NEW = "lr=0.05, momentum=0.9)"
