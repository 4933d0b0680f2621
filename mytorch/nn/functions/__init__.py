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
from mytorch.nn.functions.convolution import conv1d, conv2d, unfold
from mytorch.nn.functions.distance import cosine_similarity, pairwise_distance, triplet_margin_loss
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
from mytorch.nn.functions.padding import pad
from mytorch.nn.functions.pooling import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    avg_pool1d,
    avg_pool2d,
    max_pool1d,
    max_pool2d,
)

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "conv1d",
    "conv2d",
    "cosine_similarity",
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
    "max_pool1d",
    "max_pool2d",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "scaled_dot_product_attention",
    "silu",
    "smooth_l1_loss",
    "softmax",
    "softplus",
    "triplet_margin_loss",
    "unfold",
]
