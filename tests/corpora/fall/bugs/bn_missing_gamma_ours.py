"""No gamma on the way back."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing gamma"
FILE = "mytorch/nn/functional/network.py"
OLD = """        d = g * gamma
"""
NEW = """        d = g
"""
