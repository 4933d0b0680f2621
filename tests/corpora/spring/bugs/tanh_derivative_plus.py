"""1 + tanh squared."""

PROBLEM = "activations"
HYPOTHESIS = "sign inside the derivative"
PLACE = "mytorch/activation.py:Tanh.derivative"
OLD = "np.subtract(1, slope, out=slope)"
NEW = "np.add(1, slope, out=slope)"
