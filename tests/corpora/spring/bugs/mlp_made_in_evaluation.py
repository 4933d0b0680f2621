"""A new network is in evaluation mode."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = """        self.train_mode = True
        self.num"""
NEW = """        self.train_mode = False
        self.num"""
