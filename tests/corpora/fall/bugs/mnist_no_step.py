"""Never steps."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "no step"
FILE = "hw1/mnist.py"
OLD = """            optimizer.step()
"""
NEW = ""
