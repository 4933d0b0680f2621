"""Validation is done in training mode."""

BASE = "student"
REMARK = "validation in training mode"
FILE = "hw1/hw1.py"
OLD = """        mlp.eval()
"""
NEW = ""
