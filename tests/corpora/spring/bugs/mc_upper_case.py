"""Answers in upper case."""

BASE = "student"
PROBLEM = "multiple_choice"
HYPOTHESIS = "wrong answer"
FILE = "hw1/mc.py"
OLD = 'return "b"'
NEW = 'return "B"'
