"""Layers, containers, losses, how weights begin (`init`), and PyTorch's functions (`functional`)."""

from mytorch.nn import functional, init, utils
from mytorch.nn.activations import (
    ELU,
    GELU,
    Identity,
    LeakyReLU,
    LogSoftmax,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from mytorch.nn.batchnorm import BatchNorm1d, BatchNorm2d
from mytorch.nn.containers import ModuleDict, ModuleList, ParameterDict, ParameterList
from mytorch.nn.conv import Conv1d, Conv2d
from mytorch.nn.distance import CosineSimilarity, PairwiseDistance, TripletMarginLoss
from mytorch.nn.dropout import Dropout
from mytorch.nn.embedding import Embedding
from mytorch.nn.flatten import Flatten
from mytorch.nn.gru import GRU, GRUCell, GRUUnit
from mytorch.nn.layernorm import LayerNorm
from mytorch.nn.linear import Linear
from mytorch.nn.loss import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    MSELoss,
    NLLLoss,
    SmoothL1Loss,
)
from mytorch.nn.module import Module
from mytorch.nn.parameter import Parameter
from mytorch.nn.pooling import AdaptiveAvgPool2d, AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d
from mytorch.nn.rnn import RNN, RNNCell, RNNUnit, TimeIterator
from mytorch.nn.sequential import Sequential

__all__ = [
    "AdaptiveAvgPool2d",
    "AvgPool1d",
    "AvgPool2d",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "Conv1d",
    "Conv2d",
    "CosineSimilarity",
    "CrossEntropyLoss",
    "Dropout",
    "ELU",
    "Embedding",
    "Flatten",
    "GELU",
    "GRU",
    "GRUCell",
    "GRUUnit",
    "HuberLoss",
    "Identity",
    "KLDivLoss",
    "L1Loss",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MSELoss",
    "MaxPool1d",
    "MaxPool2d",
    "Module",
    "ModuleDict",
    "ModuleList",
    "NLLLoss",
    "PairwiseDistance",
    "Parameter",
    "ParameterDict",
    "ParameterList",
    "RNN",
    "RNNCell",
    "RNNUnit",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "SmoothL1Loss",
    "Softmax",
    "Softplus",
    "Tanh",
    "TimeIterator",
    "TripletMarginLoss",
    "functional",
    "init",
    "utils",
]
