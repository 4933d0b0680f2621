"""Images are shuffled without their labels."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "unpaired"
FILE = "hw1/mnist.py"
OLD = "x, y = train_x[order], train_y[order]"
NEW = "x, y = train_x[order], train_y"
