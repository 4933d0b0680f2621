"""Never goes back to training mode."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = """        mlp.train()
"""
NEW = ""
