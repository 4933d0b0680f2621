"""The variance is E[x²] - E[x]²."""

BASE = "student"
REMARK = "one-pass variance"
FILE = "mytorch/batchnorm.py"
OLD = "np.var(x, axis=0, keepdims=True)"
NEW = "np.mean(x**2, axis=0, keepdims=True) - self.mean**2"
