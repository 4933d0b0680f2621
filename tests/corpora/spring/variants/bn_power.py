"""The root as a power of -0.5, multiplied."""

BASE = "student"
FILE = "mytorch/batchnorm.py"
OLD = "self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)"
NEW = "self.norm = (x - self.mean) * (self.var + self.eps) ** -0.5"
