"""The root as a power of -0.5, multiplied."""

BASE = "student"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.norm = (x - self.mean) / np.sqrt(self.var + self.eps)"
NEW = "self.norm = (x - self.mean) * (self.var + self.eps) ** -0.5"
