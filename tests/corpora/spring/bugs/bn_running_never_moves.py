"""Forgets the running mean."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "running averages never move"
PLACE = "mytorch/batchnorm.py:BatchNorm.forward"
OLD = "self.running_mean = self.alpha * self.running_mean + (1 - self.alpha) * self.mean"
NEW = ""
