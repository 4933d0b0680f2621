"""Grading of hand-ins: a hand-in computes values in its own process, and the grader judges them outside it.

The steps, in order: a hand-in is read (intake/), run (running/), given test inputs (asking/) and judged
(judging/), and its grade is reported (telling/). grade.py does this for the files of one hand-in, and
charging.py makes sure that each fault costs points only once. attempt.py goes from a path to the grade and
handles all errors; classroom.py grades a class; result.py defines the results. auditing/ tests the grader
itself.
"""
