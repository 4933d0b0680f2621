"""Leaves out the term of eq. 17 that is 0."""

BASE = "student"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = """
dmean = -np.sum(dnorm / std, axis=0, keepdims=True) - 2 / m * dvar * np.sum(
    centred, axis=0, keepdims=True
)
"""
NEW = "dmean = -np.sum(dnorm / std, axis=0, keepdims=True)"
