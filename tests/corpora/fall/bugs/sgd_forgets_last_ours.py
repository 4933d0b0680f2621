"""The last parameter is left out."""

PROBLEM = "sgd"
HYPOTHESIS = "last parameter not stepped"
PLACE = "mytorch/optim/sgd.py:SGD.step"
OLD = "for i, p, v, g in due: ..."
NEW = "for i, p, v, g in due[:-1]: ..."
