"""No path through the mean."""

PROBLEM = "batchnorm"
HYPOTHESIS = "missing mean path"
PLACE = "mytorch/ops/network.py:BatchNorm.backward"
OLD = "g - x_hat * (dgamma / len(g)) - dbeta / len(g)"
NEW = "g - x_hat * (dgamma / len(g))"
