"""Normalises by the variance over N - 1."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "unbiased variance where the biased one belongs"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "np.var(x, axis=0, keepdims=True)"
NEW = "np.var(x, axis=0, keepdims=True, ddof=1 if len(x) > 1 else 0)"
