"""Returns the mean of the losses."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "averaged"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "np.sum(y * (logsum - x), axis=1)"
NEW = "np.mean(np.sum(y * (logsum - x), axis=1))"
