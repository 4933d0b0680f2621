"""validate() counts one image more than was right."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = None
FILE = "hw1/mnist.py"
OLD = "    correct = 0"
NEW = "    correct = 1"
