"""A whole solution in a typical student's style."""

BASE = "student"
