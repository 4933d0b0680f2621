"""Validation is done in training mode."""

BASE = "student"
REMARK = "validation in training mode"
PLACE = "hw1/hw1.py:get_training_stats"
OLD = "mlp.eval()"
NEW = ""
