"""The running variance is the biased one."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running variance biased the other way"
FILE = "mytorch/nn/batchnorm.py"
OLD = "unbiased = squares.data / (m - 1)"
NEW = "unbiased = squares.data / m"
