"""The maximum is subtracted in the sum, and not added back."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "maximum not added back"
PLACE = "mytorch/loss.py:SoftmaxCrossEntropy.forward"
OLD = "a + np.log(np.sum(np.exp(x - a), axis=1, keepdims=True))"
NEW = "np.log(np.sum(np.exp(x - a), axis=1, keepdims=True))"
