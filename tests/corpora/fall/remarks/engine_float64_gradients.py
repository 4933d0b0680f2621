"""A float32 leaf gets a float64 gradient."""

BASE = "student"
REMARK = "wrong dtype of the gradient"
PLACE = "mytorch/autograd_engine.py:AccumulateGrad.apply"
OLD = "np.array(grad.data, dtype=self.variable.data.dtype)"
NEW = "np.array(grad.data, dtype=float)"
