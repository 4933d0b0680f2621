"""Weights drawn in float32 in a program that is float64 otherwise."""

STYLE = "float32"
BASE = "recursive"
FILES_OF = {
    "mytorch/nn/linear.py": "casting",
    "hw1/mnist.py": "casting",
    "mytorch/optim/sgd.py": "casting",
    "mytorch/autograd_engine.py": "casting",
}
