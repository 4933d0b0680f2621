"""The last parameter is left out."""

PROBLEM = "sgd"
HYPOTHESIS = "last parameter not stepped"
FILE = "mytorch/optim/sgd.py"
OLD = "for i, p, v, g in due:"
NEW = "for i, p, v, g in due[:-1]:"
