"""ReLU as a product with a mask; its derivative from the sign."""

BASE = "student"
EDITS = [
    ("mytorch/activation.py:ReLU.forward", "np.where(x > 0, x, 0.0)", "x * (x > 0)"),
    ("mytorch/activation.py:ReLU.derivative", "np.where(self.state > 0, 1.0, 0.0)", "np.sign(self.state)"),
]
