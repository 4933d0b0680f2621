"""Validates once an epoch, at its end."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "validated at other times"
FILE = "hw1/mnist.py"
OLD = """            if i % 100 == 0:
                val_accuracies.append(validate(model, val_x, val_y))"""
NEW = "        val_accuracies.append(validate(model, val_x, val_y))"
