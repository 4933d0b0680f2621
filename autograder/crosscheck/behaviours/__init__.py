"""Checks of what random networks do not show: extreme values, leftover state, and data that must not change.

The name of each check is a sentence; the check raises AssertionError if the sentence is false. If possible,
it tests both twins.
"""

from autograder.crosscheck.behaviours import (
    contracts,
    engine,
    memory,
    optimizers,
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
    *optimizers.BEHAVIOURS,
    *passes.BEHAVIOURS,
    *memory.BEHAVIOURS,
]
