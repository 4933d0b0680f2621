"""Takes a step on every validation batch."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = None
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "mlp(x)"
NEW = """
mlp(x)
mlp.backward(y)
mlp.step()
"""
