"""Never steps."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = None
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "mlp.step()"
NEW = ""
