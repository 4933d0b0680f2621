"""Gradients are never zeroed."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "gradients never zeroed"
PLACE = "hw1/mnist.py:train"
OLD = "optimizer.zero_grad()"
NEW = ""
