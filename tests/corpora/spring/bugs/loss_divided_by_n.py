"""Each loss is divided by N."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "divided by N"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "np.sum(y * (logsum - x), axis=1)"
NEW = "np.sum(y * (logsum - x), axis=1) / len(x)"
