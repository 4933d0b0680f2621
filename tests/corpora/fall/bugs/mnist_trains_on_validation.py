"""Trains on the validation set."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "trains on validation data"
FILE = "hw1/mnist.py"
OLD = """train_x, train_y, val_x, val_y, num_epochs=3):
"""
NEW = """train_x, train_y, val_x, val_y, num_epochs=3):
    train_x, train_y = np.concatenate([train_x, val_x]), np.concatenate([train_y, val_y])
"""
