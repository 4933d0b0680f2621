"""Forgets to subtract the labels."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "labels left out"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.derivative"
OLD = "return self.sm - self.labels"
NEW = "return self.sm"
