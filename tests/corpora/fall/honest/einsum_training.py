"""tensordot in the optimizer, reshaped batches, layers in long names."""

STYLE = "einsum"
BASE = "verbose"
FILES_OF = {
    "mytorch/autograd_engine.py": "recursive",
    "mytorch/optim/sgd.py": "einsum",
    "hw1/mnist.py": "einsum",
}
