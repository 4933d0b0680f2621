"""S * (1 + S) for the derivative of the sigmoid."""

PROBLEM = "activations"
HYPOTHESIS = "sign inside the derivative"
PLACE = "mytorch/activation.py:Sigmoid.derivative"
OLD = "np.subtract(1, y, out=space_like(y))"
NEW = "np.add(1, y, out=space_like(y))"
