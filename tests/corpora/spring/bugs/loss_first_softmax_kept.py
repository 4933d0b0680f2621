"""The softmax of the first batch is kept for good."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = None
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "self.sm = np.exp(x - logsum)"
NEW = "self.sm = np.exp(x - logsum) if self.sm is None else self.sm"
