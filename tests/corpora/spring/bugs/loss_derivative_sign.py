"""Labels minus softmax."""

PROBLEM = "loss"
HYPOTHESIS = "sign"
FILE = "mytorch/loss.py"
OLD = "return self._sums * self.softmax - self.labels"
NEW = "return self.labels - self._sums * self.softmax"
