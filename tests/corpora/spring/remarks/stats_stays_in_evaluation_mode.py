"""Never goes back to training mode."""

BASE = "student"
REMARK = "training in evaluation mode"
FILE = "hw1/hw1.py"
OLD = """        mlp.train()
"""
NEW = ""
