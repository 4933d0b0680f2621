"""Losses are summed over the epoch."""

BASE = "student"
REMARK = "summed"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "training_losses[e] = np.mean(losses)"
NEW = "training_losses[e] = np.sum(losses)"
