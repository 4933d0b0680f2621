"""Taken in: what a stranger handed in, read by an allow-list, before any of it runs."""
