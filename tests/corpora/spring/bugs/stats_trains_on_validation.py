"""Takes a step on every validation batch."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = """            mlp(x)
"""
NEW = """            mlp(x)
            mlp.backward(y)
            mlp.step()
"""
