"""Gradients are given the dtype of their tensor; images are float32 in training."""

STYLE = "float32"
BASE = "objects"
FILES_OF = {
    "mytorch/autograd_engine.py": "casting",
    "hw1/mnist.py": "casting",
}
