"""MyTorch by autograd: tensors that remember how they were made, and the networks built on them.

Needs nothing but NumPy, and speaks PyTorch's words (Fall 2020 handout).
"""

from mytorch import autograd_engine, nn, optim, tensor
from mytorch.dtypes import get_default_dtype, set_default_dtype
from mytorch.function import Function
from mytorch.grad_mode import is_grad_enabled, no_grad
from mytorch.gradcheck import GradcheckError, gradcheck
from mytorch.tensor import Tensor

__all__ = [
    "Function", "GradcheckError", "Tensor", "autograd_engine", "get_default_dtype", "gradcheck",
    "is_grad_enabled", "nn", "no_grad", "optim", "set_default_dtype", "tensor",
]  # fmt: skip
