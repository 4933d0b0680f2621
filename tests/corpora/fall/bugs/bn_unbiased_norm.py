"""Normalises by the unbiased variance."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "unbiased variance where the biased one belongs"
FILE = "mytorch/nn/batchnorm.py"
OLD = "var = squares / count"
NEW = "var = squares / Tensor(np.array(float(m - 1)))"
