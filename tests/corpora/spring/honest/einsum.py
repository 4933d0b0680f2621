"""einsum, tensordot and Fortran order; batches by np.split into equal parts."""

STYLE = "einsum"
BASE = "einsum"
