"""The activation's derivative is left out."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "no activation derivative"
FILE = "hw1/hw1.py"
OLD = "delta = delta * self.activations[i].derivative()"
NEW = "pass"
