"""The last of the batch norm layers is not used."""

BASE = "student"
PROBLEM = "batchnorm"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = """            if i < self.num_bn_layers:
                x ="""
NEW = """            if i < self.num_bn_layers - 1:
                x ="""
