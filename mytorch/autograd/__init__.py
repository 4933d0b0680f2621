"""Gradients to look at and to differentiate again, in PyTorch's names.

`grad` gives those of chosen tensors, `functional` whole matrices of them, and `detect_anomaly` says where a
NaN came from. What this is built on is mytorch/autograd_engine.py, which does not know of it.
"""

from mytorch.autograd import functional
from mytorch.autograd.anomaly import detect_anomaly, is_anomaly_enabled, set_detect_anomaly
from mytorch.autograd.gradient import backward, grad
from mytorch.autograd_engine import Function
from mytorch.grad_mode import enable_grad, is_grad_enabled, no_grad, set_grad_enabled

__all__ = [
    "Function",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "is_anomaly_enabled",
    "is_grad_enabled",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]
