"""The functions of `mytorch.nn.functional` that go beyond the handouts, by topic."""

from mytorch.nn.functions.activation import (
    elu,
    gelu,
    leaky_relu,
    log_softmax,
    logsigmoid,
    silu,
    softmax,
    softplus,
)
from mytorch.nn.functions.attention import scaled_dot_product_attention
from mytorch.nn.functions.classification import nll_loss
from mytorch.nn.functions.dropout import dropout
from mytorch.nn.functions.embedding import embedding, one_hot
from mytorch.nn.functions.loss import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    huber_loss,
    kl_div,
    l1_loss,
    mse_loss,
    smooth_l1_loss,
)
from mytorch.nn.functions.normalization import layer_norm, normalize

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "dropout",
    "elu",
    "embedding",
    "gelu",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "log_softmax",
    "logsigmoid",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "scaled_dot_product_attention",
    "silu",
    "smooth_l1_loss",
    "softmax",
    "softplus",
]
