"""The running variance is the biased one."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running variance biased the other way"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "unbiased = squares.data / (m - 1)"
NEW = "unbiased = squares.data / m"
