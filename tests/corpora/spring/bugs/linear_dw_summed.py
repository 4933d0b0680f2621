"""dW without the division by N."""

PROBLEM = "linear"
HYPOTHESIS = "dW summed"
FILE = "mytorch/linear.py"
OLD = """        self.dW /= N
"""
NEW = ""
