"""Validation is done in training mode."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "validation in training mode"
PLACE = "hw1/mnist.py:validate"
OLD = "model.eval()"
NEW = ""
