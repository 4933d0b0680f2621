"""A topological order found by recursion; the loss made of operations; recursion over epochs."""

STYLE = "recursive"
BASE = "recursive"
