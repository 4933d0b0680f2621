"""A plot that is shown at the end of training, and bars."""

STYLE = "printing"
BASE = "printing"
FILES_OF = {
    "mytorch/activation.py": "compact",
    "mytorch/loss.py": "casting",
    "mytorch/linear.py": "recursive",
    "mytorch/batchnorm.py": "objects",
}
NEEDS_STAND_INS = True
