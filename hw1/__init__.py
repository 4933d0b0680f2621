"""The homework's entry points. Nothing is imported here: a hand-in carries only some of these files."""
