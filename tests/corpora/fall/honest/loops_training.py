"""Lists of pairs in training, an engine level by level, short operations."""

STYLE = "loops"
BASE = "compact"
FILES_OF = {
    "mytorch/autograd_engine.py": "loops",
    "mytorch/optim/sgd.py": "loops",
    "hw1/mnist.py": "loops",
}
