"""train() does not leave evaluation mode."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "stale state"
PLACE = "hw1/hw1.py:MLP.train"
OLD = """
def train(self):
    self.train_mode = True
"""
NEW = """
def train(self):
    self.train_mode = self.train_mode
"""
