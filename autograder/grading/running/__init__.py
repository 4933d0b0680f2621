"""Run: a hand-in's own process (jail/), what runs in it (inside/), and the pipe between it and the grader."""
