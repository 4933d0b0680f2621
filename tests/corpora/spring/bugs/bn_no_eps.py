"""There is no eps."""

PROBLEM = "batchnorm"
HYPOTHESIS = "no eps"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "np.sqrt(var + self.eps)"
NEW = "np.sqrt(var)"
