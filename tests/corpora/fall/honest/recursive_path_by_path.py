"""The recursive search over operations that set no flags of their own."""

STYLE = "recursive"
BASE = "recursive"
FILES_OF = {
    "mytorch/autograd_engine.py": "verbose",
    "mytorch/optim/sgd.py": "verbose",
    "hw1/mnist.py": "objects",
}
