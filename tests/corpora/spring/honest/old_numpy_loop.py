"""The training loop and Linear of NumPy 1.18, the rest by loops."""

STYLE = "old numpy"
BASE = "old_numpy"
FILES_OF = {
    "mytorch/activation.py": "loops",
    "mytorch/loss.py": "loops",
    "mytorch/batchnorm.py": "loops",
}
NEEDS_OLD_NUMPY = True
