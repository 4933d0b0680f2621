"""The weight's gradient is reshaped, not transposed."""

PROBLEM = "linear"
HYPOTHESIS = "transposed"
FILE = "mytorch/nn/functional/network.py"
OLD = "np.matmul(x.T, g, out=dw.T, dtype=wide)"
NEW = "dw[:] = (x.T @ g).reshape(weight.shape)"
