"""The sigmoid as exp(-log(1 + exp(-z)))."""

BASE = "student"
PLACE = "mytorch/activation.py:Sigmoid.forward"
OLD = "self.state = 1 / (1 + np.exp(-x))"
NEW = "self.state = np.exp(-np.logaddexp(0, -x))"
