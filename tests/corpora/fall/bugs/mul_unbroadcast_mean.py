"""Averages over what broadcasting stretched."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "un-broadcast by the mean"
FILE = "mytorch/nn/functional.py"
OLD = "            grad = grad.sum(axis=i, keepdims=True)"
NEW = "            grad = grad.mean(axis=i, keepdims=True)"
