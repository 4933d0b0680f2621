"""The variance is E[x²] - E[x]²."""

BASE = "student"
REMARK = "one-pass variance"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "np.var(x, axis=0, keepdims=True)"
NEW = "np.mean(x**2, axis=0, keepdims=True) - self.mean**2"
