"""eps is added to the root."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "eps outside the root"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)"
NEW = "self.norm = (x - self.mean) / (np.sqrt(self.var) + self.eps)"
