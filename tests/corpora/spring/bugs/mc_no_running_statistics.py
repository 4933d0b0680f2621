"""Holds that no running averages are needed."""

PROBLEM = "multiple_choice"
HYPOTHESIS = "wrong answer"
PLACE = "hw1/mc.py:question_3"
OLD = 'return "a"'
NEW = 'return "b"'
