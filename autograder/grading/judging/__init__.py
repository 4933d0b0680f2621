"""Judged: what is right, how far off a value is, which mistake explains it, and what that costs."""
