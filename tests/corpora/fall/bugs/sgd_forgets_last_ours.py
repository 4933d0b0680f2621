"""The last parameter is left out."""

PROBLEM = "sgd"
HYPOTHESIS = "unchanged"
FILE = "mytorch/optim/sgd.py"
OLD = "for i, p, v, g in due:"
NEW = "for i, p, v, g in due[:-1]:"
