"""The derivative is written over the state it is made of."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = None
PLACE = "mytorch/activation.py:Sigmoid.derivative"
OLD = "return self.state * (1 - self.state)"
NEW = """
self.state = self.state * (1 - self.state)
return self.state
"""
