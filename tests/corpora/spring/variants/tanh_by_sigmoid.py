"""tanh as 2 S(2z) - 1, its derivative as (1 - y)(1 + y)."""

BASE = "student"
EDITS = [
    (
        "mytorch/activation.py:Tanh.forward",
        "self.state = np.tanh(x)",
        "self.state = 2 / (1 + np.exp(-2 * x)) - 1",
    ),
    (
        "mytorch/activation.py:Tanh.derivative",
        "return 1 - self.state**2",
        "return (1 - self.state) * (1 + self.state)",
    ),
]
