"""The softmax of the first batch is kept for good."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = None
FILE = "mytorch/loss.py"
OLD = "self.sm = np.exp(x - logsum)"
NEW = "self.sm = np.exp(x - logsum) if self.sm is None else self.sm"
