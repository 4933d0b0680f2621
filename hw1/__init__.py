"""The homework's entry points. Nothing is imported here, because a hand-in contains only some of these
files.
"""
