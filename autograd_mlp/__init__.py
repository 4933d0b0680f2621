"""The network of Spring 2020 on mytorch: the same words as classic_mlp's, and no derivative of its own."""

from autograd_mlp.mlp import MLP

__all__ = ["MLP"]
