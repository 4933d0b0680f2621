"""The multilayer perceptron of Spring 2020, every derivative worked out by hand. NumPy only.

Twins: mytorch (the layers) and autograd_mlp (the network), where an autograd engine computes the derivatives.
"""

from classic_mlp.activation import Activation, Identity, ReLU, Sigmoid, Tanh
from classic_mlp.allocation import keep_freed_memory
from classic_mlp.batchnorm import BatchNorm
from classic_mlp.linear import Linear
from classic_mlp.loss import Criterion, SoftmaxCrossEntropy
from classic_mlp.mlp import MLP
from classic_mlp.training import Network, TrainingStats, get_training_stats

__all__ = [
    "MLP",
    "Activation",
    "BatchNorm",
    "Criterion",
    "Identity",
    "Linear",
    "Network",
    "ReLU",
    "Sigmoid",
    "SoftmaxCrossEntropy",
    "Tanh",
    "TrainingStats",
    "get_training_stats",
]

keep_freed_memory()
