"""Keeps 0.9 of the running averages whatever alpha is."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "settings ignored"
PLACE = "mytorch/batchnorm.py:BatchNorm.__init__"
OLD = "self.alpha = alpha"
NEW = "self.alpha = 0.9"
