"""Returns a view of one number that claims eight terabytes.

Into: spring mytorch/activation.py
"""

for _kind in (Identity, Sigmoid, Tanh, ReLU):
    _kind.forward = lambda self, x: np.broadcast_to(1.0, (1_000_000, 1_000_000))
