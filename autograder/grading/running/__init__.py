"""Runs a hand-in: its own process (jail/), the code inside it (inside/), and the pipe to the grader."""
