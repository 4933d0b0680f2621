"""Of the small parameters, stepped together, the last one is left out."""

PROBLEM = "sgd"
HYPOTHESIS = "unchanged"
FILE = "mytorch/optim/sgd.py"
OLD = "for data, v, _ in together:"
NEW = "for data, v, _ in together[:-1]:"
