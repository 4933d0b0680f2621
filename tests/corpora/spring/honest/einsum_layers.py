"""einsum in the layers, the loop in plain Python."""

STYLE = "einsum"
BASE = "verbose"
FILES_OF = {
    "mytorch/activation.py": "einsum",
    "mytorch/loss.py": "einsum",
    "mytorch/linear.py": "einsum",
    "mytorch/batchnorm.py": "einsum",
}
