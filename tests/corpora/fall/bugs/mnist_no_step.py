"""Never steps."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "no step"
PLACE = "hw1/mnist.py:train"
OLD = "optimizer.step()"
NEW = ""
