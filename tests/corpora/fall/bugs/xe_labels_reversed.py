"""Labels belong to other rows."""

BASE = "student"
PROBLEM = "cross_entropy"
HYPOTHESIS = "labels out of order"
PLACE = "mytorch/nn/functional.py:CrossEntropy.forward"
OLD = "ctx.log_softmax, ctx.labels = log_softmax, labels"
NEW = """
labels = labels[::-1]
ctx.log_softmax, ctx.labels = log_softmax, labels
"""
