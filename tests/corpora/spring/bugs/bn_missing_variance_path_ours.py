"""No path through the variance."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing variance path"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "np.subtract(delta, dx, out=dx)"
NEW = "dx[:] = delta"
