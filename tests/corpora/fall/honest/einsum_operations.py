"""einsum in the layers under the shortest engine."""

STYLE = "einsum"
BASE = "einsum"
FILES_OF = {
    "mytorch/autograd_engine.py": "compact",
    "mytorch/optim/sgd.py": "recursive",
    "hw1/mnist.py": "starter",
}
