"""The logarithm without its minus."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "sign"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "y * (logsum - x)"
NEW = "y * (x - logsum)"
