"""Normalises over the batch."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "wrong axis"
FILE = "mytorch/loss.py"
OLD = "np.sum(np.exp(x - a), axis=1, keepdims=True)"
NEW = "np.sum(np.exp(x - a), axis=0, keepdims=True)"
