"""dbeta is a mean."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "dbeta averaged"
FILE = "mytorch/batchnorm.py"
OLD = "self.dbeta = np.sum("
NEW = "self.dbeta = np.mean("
