"""No path through the variance."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing variance path"
FILE = "mytorch/batchnorm.py"
OLD = "np.subtract(delta, dx, out=dx)"
NEW = "dx[:] = delta"
