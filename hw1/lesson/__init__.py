"""The step-through page: one forward and one backward pass, step by step, by autograd and by hand.

small_programs.py runs a program that a user typed. lessons.py has the real engine walk, and notes what it
does as data; page.py writes the file that plays it.
"""
