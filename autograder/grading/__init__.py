"""Grading of hand-ins: their values are asked for in a process of their own and judged outside it."""
