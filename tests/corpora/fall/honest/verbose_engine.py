"""Long names around short operations."""

STYLE = "verbose"
BASE = "objects"
FILES_OF = {
    "mytorch/autograd_engine.py": "verbose",
    "mytorch/optim/sgd.py": "verbose",
    "hw1/mnist.py": "verbose",
}
