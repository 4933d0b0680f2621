"""Forgets the 2 of the variance's derivative."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "factor 2 in the variance path"
PLACE = "mytorch/batchnorm.py:BatchNorm.backward"
OLD = "dvar * (2 / m * centred)"
NEW = "dvar * (1 / m * centred)"
