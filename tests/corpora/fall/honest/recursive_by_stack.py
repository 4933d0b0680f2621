"""A post-order by a stack of iterators, under operations in long names."""

STYLE = "recursive"
BASE = "verbose"
FILES_OF = {
    "mytorch/autograd_engine.py": "casting",
    "mytorch/optim/sgd.py": "casting",
    "hw1/mnist.py": "handout",
}
