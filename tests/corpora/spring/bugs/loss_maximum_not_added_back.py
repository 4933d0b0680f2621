"""The maximum is subtracted in the sum, and not added back."""

BASE = "student"
PROBLEM = "loss"
HYPOTHESIS = "maximum not added back"
FILE = "mytorch/loss.py"
OLD = "logsum = a + np.log"
NEW = "logsum = np.log"
