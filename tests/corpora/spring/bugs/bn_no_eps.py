"""There is no eps."""

PROBLEM = "batchnorm"
HYPOTHESIS = "no eps"
FILE = "mytorch/batchnorm.py"
OLD = "np.sqrt(var + self.eps)"
NEW = "np.sqrt(var)"
