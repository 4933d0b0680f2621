"""The repository's own hand-in."""
