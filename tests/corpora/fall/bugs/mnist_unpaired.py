"""Images are shuffled without their labels."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "unpaired"
PLACE = "hw1/mnist.py:train"
OLD = "x, y = train_x[order], train_y[order]"
NEW = "x, y = train_x[order], train_y"
