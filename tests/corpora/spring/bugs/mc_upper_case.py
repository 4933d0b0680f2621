"""Answers in upper case."""

BASE = "student"
PROBLEM = "multiple_choice"
HYPOTHESIS = "wrong answer"
PLACE = "hw1/mc.py:question_1"
OLD = 'return "b"'
NEW = 'return "B"'
