"""Audited: hand-ins that are wrong, right or hostile in a known way, and what the grader makes of them."""
