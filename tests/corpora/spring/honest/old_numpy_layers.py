"""np.bool masks and np.int indices under a network written later."""

STYLE = "old numpy"
BASE = "objects"
FILES_OF = {
    "mytorch/activation.py": "old_numpy",
    "mytorch/loss.py": "old_numpy",
    "mytorch/batchnorm.py": "old_numpy",
}
NEEDS_OLD_NUMPY = True
