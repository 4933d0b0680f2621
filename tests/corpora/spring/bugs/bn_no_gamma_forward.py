"""gamma is forgotten going forward."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "gamma left out going forward"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.out = self.gamma * self.norm + self.beta"
NEW = "self.out = self.norm + self.beta"
