"""The path through the variance has the wrong sign."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "sign of the variance path"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "-0.5 * np.sum(dnorm * centred * std**-3, axis=0, keepdims=True)"
NEW = "0.5 * np.sum(dnorm * centred * std**-3, axis=0, keepdims=True)"
