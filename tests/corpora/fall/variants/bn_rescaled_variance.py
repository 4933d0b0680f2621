"""The unbiased variance as m / (m - 1) times the biased one."""

BASE = "student"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "unbiased = squares.data / (m - 1)"
NEW = "unbiased = var.data * (m / (m - 1))"
