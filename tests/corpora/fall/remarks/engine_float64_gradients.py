"""A float32 leaf gets a float64 gradient."""

BASE = "student"
REMARK = "wrong dtype of the gradient"
FILE = "mytorch/autograd_engine.py"
OLD = "np.array(grad.data, dtype=self.variable.data.dtype)"
NEW = "np.array(grad.data, dtype=float)"
