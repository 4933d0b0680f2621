"""Formulas outside, loops inside."""

STYLE = "loops"
BASE = "compact"
FILES_OF = {
    "mytorch/activation.py": "loops",
    "mytorch/loss.py": "loops",
    "mytorch/linear.py": "loops",
    "mytorch/batchnorm.py": "loops",
}
