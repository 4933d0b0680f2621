"""The handout's operations under an engine that counts who uses what."""

STYLE = "recursive"
BASE = "handout"
FILES_OF = {
    "mytorch/autograd_engine.py": "einsum",
    "mytorch/optim/sgd.py": "in_place",
    "hw1/mnist.py": "verbose",
}
