"""Reads a hand-in before any of its code runs. An allow-list decides which files are taken."""
