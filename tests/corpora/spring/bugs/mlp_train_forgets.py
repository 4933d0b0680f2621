"""train() does not leave evaluation mode."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = "stale state"
FILE = "hw1/hw1.py"
OLD = """    def train(self):
        self.train_mode = True"""
NEW = """    def train(self):
        self.train_mode = self.train_mode"""
