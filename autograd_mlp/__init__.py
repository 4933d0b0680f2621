"""The network of Spring 2020 on mytorch: the same names as in classic_mlp, without any derivative."""

from autograd_mlp.mlp import MLP

__all__ = ["MLP"]
