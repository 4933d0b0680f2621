"""What random networks do not show: extremes, state that stays behind, and what must not change.

Each check is a sentence and raises AssertionError where it does not hold. Where it can, it asks both twins.
"""

from autograder.crosscheck.behaviours import contracts, engine, layers, memory, networks, passes, training

__all__ = ["BEHAVIOURS"]

BEHAVIOURS = [
    *layers.BEHAVIOURS,
    *networks.BEHAVIOURS,
    *engine.BEHAVIOURS,
    *contracts.BEHAVIOURS,
    *training.BEHAVIOURS,
    *passes.BEHAVIOURS,
    *memory.BEHAVIOURS,
]
