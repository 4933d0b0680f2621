"""gamma is forgotten going forward."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "gamma left out going forward"
FILE = "mytorch/batchnorm.py"
OLD = "self.out = self.gamma * self.norm + self.beta"
NEW = "self.out = self.norm + self.beta"
