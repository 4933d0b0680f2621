"""The engine and the operations print, the training loop does not."""

STYLE = "printing"
BASE = "printing"
FILES_OF = {
    "mytorch/optim/sgd.py": "printing",
    "hw1/mnist.py": "einsum",
}
