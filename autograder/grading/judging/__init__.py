"""Judges values: the right answers, the size of an error, and the mistake that explains it."""
