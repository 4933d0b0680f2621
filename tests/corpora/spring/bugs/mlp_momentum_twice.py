"""The velocity is decayed once more when stepping."""

PROBLEM = "hidden_layers"
HYPOTHESIS = "momentum twice"
PLACE = "hw1/hw1.py:_descend"
OLD = "W += v"
NEW = "W += momentum * v"
