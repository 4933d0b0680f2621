"""A shared activation object keeps only its last state."""

BASE = "student"
REMARK = "shared activation"
PLACE = "hw1/hw1.py:MLP.backward"
OLD = "self.activations[i].state = self.states[i]"
NEW = ""
