"""Abstract base classes below, recursion above."""

STYLE = "objects"
BASE = "recursive"
FILES_OF = {
    "mytorch/activation.py": "objects",
    "mytorch/loss.py": "objects",
    "mytorch/linear.py": "objects",
    "mytorch/batchnorm.py": "objects",
}
