"""Adds 1e-8 inside the logarithm."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "constant in the logarithm"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "np.sum(y * (logsum - x), axis=1)"
NEW = "-np.sum(y * np.log(self.sm + 1e-8), axis=1)"
