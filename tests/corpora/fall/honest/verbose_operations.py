"""Long names under the handout's pseudocode and a store of gradients."""

STYLE = "verbose"
BASE = "verbose"
FILES_OF = {
    "mytorch/autograd_engine.py": "objects",
    "mytorch/optim/sgd.py": "in_place",
    "hw1/mnist.py": "handout",
}
