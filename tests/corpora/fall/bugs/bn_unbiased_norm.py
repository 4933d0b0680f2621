"""Normalises by the unbiased variance."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "unbiased variance where the biased one belongs"
PLACE = "mytorch/nn/batchnorm.py:BatchNorm1d.forward"
OLD = "var = squares / count"
NEW = "var = squares / Tensor(np.array(float(m - 1)))"
