"""A shared activation object keeps only its last state."""

BASE = "student"
REMARK = "shared activation"
FILE = "hw1/hw1.py"
OLD = """            self.activations[i].state = self.states[i]
"""
NEW = ""
