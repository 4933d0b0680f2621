"""np.float and np.mat in the operations, the rest by another."""

STYLE = "old numpy"
BASE = "old_numpy"
FILES_OF = {
    "mytorch/autograd_engine.py": "objects",
    "mytorch/optim/sgd.py": "einsum",
    "hw1/mnist.py": "in_place",
}
NEEDS_OLD_NUMPY = True
