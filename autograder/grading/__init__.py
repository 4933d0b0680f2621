"""Grading of hand-ins: their values are asked for in a process of their own and judged outside it.

What happens to a hand-in, in order: it is taken in (intake/), run (running/), asked (asking/) and judged
(judging/), and its grade is told (telling/). grade.py does this for the files of one hand-in, so that a fault
is paid for once (charging.py); attempt.py from a path to the grade, whatever happens on the way; classroom.py
for a class; result.py is what they say. auditing/ grades the grader itself.
"""
