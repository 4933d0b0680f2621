"""Checks of the code: the grading of the course's homework, and the comparison of the twins."""
