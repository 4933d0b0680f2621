"""No path through the mean."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing mean path"
FILE = "mytorch/nn/functional/network.py"
OLD = """        dx -= dbeta / n
"""
NEW = ""
