import mytorch.nn.functional as F
from mytorch.nn.module import Module

__all__ = ["ReLU"]


class ReLU(Module):
    def forward(self, x):
        return F.ReLU.apply(x)
