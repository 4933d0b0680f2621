"""Applies the sigmoid once more to the kept output."""

BASE = "student"
PROBLEM = "activations"
HYPOTHESIS = "derivative of the input"
PLACE = "mytorch/activation.py:Sigmoid.derivative"
OLD = "return self.state * (1 - self.state)"
NEW = """
s = 1 / (1 + np.exp(-self.state))
return s * (1 - s)
"""
