"""Both operands of + get one tensor, un-broadcast or not."""

BASE = "student"
PROBLEM = "linear"
HYPOTHESIS = None
EDITS = [
    (
        "mytorch/autograd_engine.py:AccumulateGrad.apply",
        "array = np.array(grad.data, dtype=self.variable.data.dtype)",
        "array = grad.data",
    ),
    (
        "mytorch/autograd_engine.py:AccumulateGrad.apply",
        "self.variable.grad = type(self.variable)(array)",
        "self.variable.grad = grad",
    ),
    (
        "mytorch/nn/functional.py:Add.backward",
        "return unbroadcast(grad_output.data, a.shape), unbroadcast(grad_output.data, b.shape)",
        "return grad_output, grad_output",
    ),
]
