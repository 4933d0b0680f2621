"""Errors are counts."""

BASE = "student"
REMARK = "as a count"
FILE = "hw1/hw1.py"
OLD = """            errors.append(mlp.error(y) / len(x))
            mlp.step()"""
NEW = """            errors.append(mlp.error(y))
            mlp.step()"""
