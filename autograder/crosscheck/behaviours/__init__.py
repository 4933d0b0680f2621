"""What random networks do not show: extremes, state that stays behind, and what must not change.

Each check is a sentence and raises AssertionError where it does not hold. Where it can, it asks both twins.
"""

from autograder.crosscheck.behaviours import (
    contracts,
    engine,
    memory,
    passes,
    single_layers,
    training_runs,
    whole_networks,
)

__all__ = ["BEHAVIOURS"]

BEHAVIOURS = [
    *single_layers.BEHAVIOURS,
    *whole_networks.BEHAVIOURS,
    *engine.BEHAVIOURS,
    *contracts.BEHAVIOURS,
    *training_runs.BEHAVIOURS,
    *passes.BEHAVIOURS,
    *memory.BEHAVIOURS,
]
