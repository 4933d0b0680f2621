"""The unbiased variance as m / (m - 1) times the biased one."""

BASE = "student"
FILE = "mytorch/nn/batchnorm.py"
OLD = "unbiased = squares.data / (m - 1)"
NEW = "unbiased = var.data * (m / (m - 1))"
