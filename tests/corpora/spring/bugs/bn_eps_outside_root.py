"""eps is added to the root."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "eps outside the root"
FILE = "mytorch/batchnorm.py"
OLD = "self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)"
NEW = "self.norm = (x - self.mean) / (np.sqrt(self.var) + self.eps)"
