"""The training loop prints and plots, over quiet operations."""

STYLE = "printing"
BASE = "recursive"
FILES_OF = {
    "mytorch/optim/sgd.py": "printing",
    "hw1/mnist.py": "printing",
    "mytorch/autograd_engine.py": "in_place",
}
NEEDS_STAND_INS = True
