"""Holds that no running averages are needed."""

PROBLEM = "multiple_choice"
HYPOTHESIS = "wrong answer"
FILE = "hw1/mc.py"
OLD = """own statistics would wipe it out.\"\"\"
    return "a\""""
NEW = """own statistics would wipe it out.\"\"\"
    return "b\""""
