"""Returns an array whose strides lead out of memory.

Into: spring mytorch/activation.py
"""

for _kind in (Identity, Sigmoid, Tanh, ReLU):
    _kind.forward = lambda self, x: np.lib.stride_tricks.as_strided(x, x.shape, (2**40, 2**30))
