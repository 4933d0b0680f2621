"""validate() counts one image more than was right."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = None
PLACE = "hw1/mnist.py:validate"
OLD = "correct = 0"
NEW = "correct = 1"
