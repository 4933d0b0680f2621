"""float64 is asked for in every layer, by a network that never thinks of it."""

STYLE = "float32"
BASE = "loops"
FILES_OF = {
    "mytorch/activation.py": "casting",
    "mytorch/loss.py": "casting",
    "mytorch/linear.py": "casting",
    "mytorch/batchnorm.py": "casting",
}
