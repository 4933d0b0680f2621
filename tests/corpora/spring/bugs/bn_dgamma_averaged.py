"""dgamma is a mean."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "dgamma averaged"
FILE = "mytorch/batchnorm.py"
OLD = "self.dgamma = np.sum("
NEW = "self.dgamma = np.mean("
