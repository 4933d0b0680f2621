"""dbeta is a mean."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "dbeta averaged"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "np.sum(delta, axis=0, keepdims=True)"
NEW = "np.mean(delta, axis=0, keepdims=True)"
