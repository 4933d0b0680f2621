"""Momentum of 0.9 for whoever asked for none."""

BASE = "student"
PROBLEM = "linear_mlp"
HYPOTHESIS = None
FILE = "hw1/hw1.py"
OLD = "momentum=0.0,"
NEW = "momentum=0.9,"
