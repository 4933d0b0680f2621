"""MyTorch by autograd: tensors that remember how they were made, and the networks built on them.

It needs nothing but NumPy, and its names are those of PyTorch (Fall 2020 handout).
"""

from typing import TYPE_CHECKING

from mytorch import autograd_engine, nn, optim, utils
from mytorch.allocation import keep_freed_memory
from mytorch.autograd_engine import Function
from mytorch.dtypes import get_default_dtype, set_default_dtype
from mytorch.grad_mode import is_grad_enabled, no_grad
from mytorch.gradcheck import GradcheckError, gradcheck
from mytorch.serialization import load, save
from mytorch.tensor import Tensor

if TYPE_CHECKING:
    from mytorch.tensor import tensor
else:  # the module, which can also be called; a type checker does not know callable modules
    from mytorch import tensor

__all__ = [
    "Function",
    "GradcheckError",
    "Tensor",
    "autograd_engine",
    "get_default_dtype",
    "gradcheck",
    "is_grad_enabled",
    "load",
    "nn",
    "no_grad",
    "optim",
    "save",
    "set_default_dtype",
    "tensor",
    "utils",
]

keep_freed_memory()
