"""What is passed on is divided by N too."""

PROBLEM = "linear"
HYPOTHESIS = "delta divided by N"
PLACE = "mytorch/linear.py:Linear.backward"
OLD = "np.matmul(delta, W.T, out=space((len(delta), len(W)), np.result_type(delta, W)))"
NEW = "np.matmul(delta / len(delta), W.T, out=space((len(delta), len(W)), np.result_type(delta, W)))"
