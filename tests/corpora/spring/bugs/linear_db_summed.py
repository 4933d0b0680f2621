"""db is a sum over the batch."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = "db summed"
FILE = "mytorch/linear.py"
OLD = "self.db = np.mean(delta"
NEW = "self.db = np.sum(delta"
