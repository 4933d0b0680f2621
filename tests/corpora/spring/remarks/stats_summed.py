"""Losses are summed over the epoch."""

BASE = "student"
REMARK = "summed"
FILE = "hw1/hw1.py"
OLD = "training_losses[e] = np.mean(losses)"
NEW = "training_losses[e] = np.sum(losses)"
