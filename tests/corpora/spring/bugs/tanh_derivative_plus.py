"""1 + tanh squared."""

PROBLEM = "activations"
HYPOTHESIS = "sign inside the derivative"
FILE = "mytorch/activation.py"
OLD = "np.subtract(1, slope, out=slope)"
NEW = "np.add(1, slope, out=slope)"
