"""dgamma is made with x."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "dgamma from x instead of the normalised x"
FILE = "mytorch/batchnorm.py"
OLD = "np.sum(delta * self.norm,"
NEW = "np.sum(delta * self.x,"
