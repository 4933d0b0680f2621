"""Averages standard deviations."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running standard deviation"
FILE = "mytorch/batchnorm.py"
OLD = "(1 - self.alpha) * self.var"
NEW = "(1 - self.alpha) * np.sqrt(self.var)"
