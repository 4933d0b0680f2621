"""Errors are counts."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = "as a count"
FILE = "hw1/hw1.py"
OLD = """            errors.append(mlp.error(y) / len(x))
            mlp.step()"""
NEW = """            errors.append(mlp.error(y))
            mlp.step()"""
