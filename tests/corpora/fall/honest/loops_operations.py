"""Loops in the operations, objects around them."""

STYLE = "loops"
BASE = "loops"
FILES_OF = {
    "mytorch/autograd_engine.py": "objects",
    "hw1/mnist.py": "objects",
}
