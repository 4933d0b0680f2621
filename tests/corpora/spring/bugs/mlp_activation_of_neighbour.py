"""Takes the derivative of the layer before."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "activations shifted by one"
PLACE = "hw1/hw1.py:MLP.backward"
OLD = """
self.activations[i].state = self.states[i]
delta = delta * self.activations[i].derivative()
"""
NEW = """
neighbour = self.activations[i - 1]
neighbour.state = self.states[i]
delta = delta * neighbour.derivative()
"""
