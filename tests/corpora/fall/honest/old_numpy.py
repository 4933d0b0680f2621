"""NumPy 1.18 throughout: np.float, np.mat, np.product, np.row_stack; every path by a stack."""

STYLE = "old numpy"
BASE = "old_numpy"
NEEDS_OLD_NUMPY = True
