"""Errors are counts."""

BASE = "student"
REMARK = "as a count"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = """
errors.append(mlp.error(y) / len(x))
mlp.step()
"""
NEW = """
errors.append(mlp.error(y))
mlp.step()
"""
