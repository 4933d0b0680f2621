"""Clipping of gradients, between backward and step; and sequences of different lengths (`rnn`)."""

from mytorch.nn.utils import rnn
from mytorch.nn.utils.clip_grad import clip_grad_norm_, clip_grad_value_

__all__ = ["clip_grad_norm_", "clip_grad_value_", "rnn"]
