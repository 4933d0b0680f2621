"""The sigmoid as exp(-log(1 + exp(-z)))."""

BASE = "student"
FILE = "mytorch/activation.py"
OLD = "self.state = 1 / (1 + np.exp(-x))"
NEW = "self.state = np.exp(-np.logaddexp(0, -x))"
