"""np.int and np.bool in the training loop and the optimizer."""

STYLE = "old numpy"
BASE = "compact"
FILES_OF = {
    "mytorch/autograd_engine.py": "old_numpy",
    "mytorch/optim/sgd.py": "old_numpy",
    "hw1/mnist.py": "old_numpy",
}
NEEDS_OLD_NUMPY = True
