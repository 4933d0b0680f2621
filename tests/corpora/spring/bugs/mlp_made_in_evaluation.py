"""A new network is in evaluation mode."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
PLACE = "hw1/hw1.py:MLP.__init__"
OLD = "self.train_mode = True"
NEW = "self.train_mode = False"
