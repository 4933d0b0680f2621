"""Trains on the validation set."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "trains on validation data"
PLACE = "hw1/mnist.py:train"
OLD = "val_accuracies = []"
NEW = """
train_x, train_y = np.concatenate([train_x, val_x]), np.concatenate([train_y, val_y])
val_accuracies = []
"""
