"""Returns made-up accuracies."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "made up"
PLACE = "hw1/mnist.py:train"
OLD = "return val_accuracies"
NEW = "return [0.5 + 0.4 * i / len(val_accuracies) for i in range(len(val_accuracies))]"
