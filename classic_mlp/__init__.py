"""The multilayer perceptron of Spring 2020, every derivative worked out by hand. NumPy only.

Beside its layers there are those of the later homeworks, and Sequential, which puts layers in a row.

Twins: mytorch (the layers) and autograd_mlp (the network), where an autograd engine does the calculus.
"""

from classic_mlp.activation import Activation, Identity, ReLU, Sigmoid, Tanh
from classic_mlp.allocation import keep_freed_memory
from classic_mlp.attention import ScaledDotProductAttention
from classic_mlp.batchnorm import BatchNorm
from classic_mlp.conv import Conv1d, Conv2d
from classic_mlp.dropout import Dropout
from classic_mlp.flatten import Flatten
from classic_mlp.gru import GRUCell
from classic_mlp.layernorm import LayerNorm
from classic_mlp.linear import Linear
from classic_mlp.loss import Criterion, SoftmaxCrossEntropy
from classic_mlp.mlp import MLP
from classic_mlp.pooling import MaxPool2d
from classic_mlp.rnn import RNNCell
from classic_mlp.sequential import Sequential
from classic_mlp.training import Network, TrainingStats, get_training_stats

__all__ = [
    "MLP",
    "Activation",
    "BatchNorm",
    "Conv1d",
    "Conv2d",
    "Criterion",
    "Dropout",
    "Flatten",
    "GRUCell",
    "Identity",
    "LayerNorm",
    "Linear",
    "MaxPool2d",
    "Network",
    "RNNCell",
    "ReLU",
    "ScaledDotProductAttention",
    "Sequential",
    "Sigmoid",
    "SoftmaxCrossEntropy",
    "Tanh",
    "TrainingStats",
    "get_training_stats",
]

keep_freed_memory()
