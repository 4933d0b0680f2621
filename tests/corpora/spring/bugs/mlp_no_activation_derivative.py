"""The activation's derivative is left out."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "no activation derivative"
PLACE = "hw1/hw1.py:MLP.backward"
OLD = "delta = delta * self.activations[i].derivative()"
NEW = "pass"
