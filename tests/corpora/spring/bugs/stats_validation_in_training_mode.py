"""Validation is done in training mode."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "validation in training mode"
FILE = "hw1/hw1.py"
OLD = """        mlp.eval()
"""
NEW = ""
