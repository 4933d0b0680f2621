"""Gradients are never zeroed."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "gradients never zeroed"
FILE = "hw1/mnist.py"
OLD = """            optimizer.zero_grad()
"""
NEW = ""
