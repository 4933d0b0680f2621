"""The step-through page: one forward and one backward pass, step by step, by autograd and by hand.

expressions.py runs a small program that a user typed. steps.py walks the real engine and notes what it does,
as data; page.py writes the file that plays them.
"""
