"""The biases are not stepped."""

BASE = "student"
PROBLEM = "hidden_layers"
HYPOTHESIS = "biases not stepped"
FILE = "hw1/hw1.py"
OLD = """            layer.b = layer.b + layer.momentum_b
"""
NEW = ""
