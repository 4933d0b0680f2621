"""Abstract base classes: nodes, a graph, a store of gradients, a trainer."""

STYLE = "objects"
BASE = "objects"
