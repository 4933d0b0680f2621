"""NumPy 1.18 throughout: np.float, np.mat, np.asscalar, np.row_stack."""

STYLE = "old numpy"
BASE = "old_numpy"
NEEDS_OLD_NUMPY = True
