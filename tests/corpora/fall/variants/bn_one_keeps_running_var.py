"""A batch of one is normalised, and leaves the running variance alone."""

BASE = "student"
EDITS = [
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        """
        if m < 2:
            raise ValueError("BatchNorm1d cannot train on one example")
        """,
        "",
    ),
    (
        "mytorch/nn/batchnorm.py:BatchNorm1d.forward",
        "squares.data / (m - 1)",
        "squares.data / (m - 1) if m > 1 else self.running_var.data",
    ),
]
