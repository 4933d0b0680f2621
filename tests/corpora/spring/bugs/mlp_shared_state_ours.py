"""A shared activation object keeps only its last state."""

PROBLEM = "hidden_layers"
HYPOTHESIS = "shared activation"
FILE = "hw1/hw1.py"
OLD = "activation.state = self._states[i]"
NEW = "pass"
