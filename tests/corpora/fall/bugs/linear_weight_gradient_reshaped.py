"""The weight's gradient is reshaped, not transposed."""

PROBLEM = "linear"
HYPOTHESIS = "transposed"
PLACE = "mytorch/nn/functional/network.py:Linear.backward"
OLD = "np.matmul(x.T, g, out=dw.T, dtype=wide)"
NEW = "dw[:] = (x.T @ g).reshape(weight.shape)"
