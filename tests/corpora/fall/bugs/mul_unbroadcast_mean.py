"""Averages over what broadcasting stretched."""

BASE = "student"
PROBLEM = "subtract"
HYPOTHESIS = "un-broadcast by the mean"
PLACE = "mytorch/nn/functional.py:unbroadcast"
OLD = "grad = grad.sum(axis=i, keepdims=True)"
NEW = "grad = grad.mean(axis=i, keepdims=True)"
