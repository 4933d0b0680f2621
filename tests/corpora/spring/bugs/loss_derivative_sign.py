"""Labels minus softmax."""

PROBLEM = "loss"
HYPOTHESIS = "sign"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.derivative"
OLD = "return self._sums * self.softmax - self.labels"
NEW = "return self.labels - self._sums * self.softmax"
