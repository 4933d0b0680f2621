"""The network in a few lines, the layers with long names."""

STYLE = "compact"
BASE = "compact"
FILES_OF = {
    "mytorch/activation.py": "verbose",
    "mytorch/loss.py": "verbose",
    "mytorch/linear.py": "verbose",
    "mytorch/batchnorm.py": "verbose",
}
