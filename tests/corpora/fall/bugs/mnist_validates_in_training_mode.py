"""Validation is done in training mode."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "validation in training mode"
FILE = "hw1/mnist.py"
OLD = """    model.eval()
"""
NEW = ""
