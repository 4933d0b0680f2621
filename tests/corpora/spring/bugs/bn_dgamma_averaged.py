"""dgamma is a mean."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "dgamma averaged"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "np.sum(delta * self.norm, axis=0, keepdims=True)"
NEW = "np.mean(delta * self.norm, axis=0, keepdims=True)"
