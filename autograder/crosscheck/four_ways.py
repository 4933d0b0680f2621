"""Every public layer, activation and loss, and where it is differentiated: by hand, by autograd, by complex
step, by PyTorch. What is missing has a reason.

tests/test_every_layer_four_ways.py and tests/oracle/test_every_layer.py go through this table, and
docs/same-gradient.md shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FOUR_WAYS", "NO_LAYERS", "FourWays", "four_ways_table"]

Array = NDArray[Any]


@dataclass(frozen=True)
class FourWays:
    """One public layer. What has a reason beside it is None."""

    name: str  # in mytorch.nn
    by_hand: str | None  # in classic_mlp
    reason: str  # why it is not by hand; "" if it is
    make: Callable[[Any], Any]  # the layer, of mytorch.nn or of torch.nn
    inputs: tuple[Array, ...]  # those of floats are differentiated
    constants: tuple[Any, ...] = ()  # what forward takes after them: labels and targets
    no_pytorch: str = ""  # why it is not compared with PyTorch layer by layer


NO_LAYERS = {  # modules that compute nothing of their own
    "Module": "the base class",
    "ModuleDict": "a container",
    "ModuleList": "a container",
    "ParameterDict": "a container",
    "ParameterList": "a container",
}

_RNG = np.random.default_rng(13)


def _drawn(*shape: int) -> Array:
    return _RNG.normal(size=shape)


def _named(name: str, *settings: Any, **options: Any) -> Callable[[Any], Any]:
    return lambda nn: getattr(nn, name)(*settings, **options)


_LABELS = np.array([0, 2, 1, 2])
_TARGET = _drawn(4, 3)
_PROBABILITIES = _RNG.dirichlet(np.ones(3), 4)
_NOT_ASKED = "the course asks for no derivative by hand"
_OF_A_POOL = "MaxPool2d stands for the pools"
_OF_IMAGES = "BatchNorm by hand takes each pixel as an example"
_OF_LOSSES = "SoftmaxCrossEntropy stands for the losses"
_SAME_CELL = "the same by another name, the course's; PyTorch has no such name"


def _activation(name: str, by_hand: bool, *settings: Any) -> FourWays:
    hand, reason = (name, "") if by_hand else (None, _NOT_ASKED)
    return FourWays(name, hand, reason, _named(name, *settings), (_drawn(4, 3),))


def _loss(name: str, inputs: tuple[Array, ...], target: Any, **options: Any) -> FourWays:
    return FourWays(name, None, _OF_LOSSES, _named(name, **options), inputs, (target,))


FOUR_WAYS = [
    FourWays("Linear", "Linear", "", _named("Linear", 3, 2), (_drawn(4, 3),)),
    FourWays("BatchNorm1d", "BatchNorm", "", _named("BatchNorm1d", 3), (_drawn(4, 3),)),
    FourWays("BatchNorm2d", None, _OF_IMAGES, _named("BatchNorm2d", 2), (_drawn(3, 2, 2, 2),)),
    FourWays("LayerNorm", "LayerNorm", "", _named("LayerNorm", 3), (_drawn(4, 3),)),
    FourWays(
        "Dropout",
        "Dropout",
        "",
        _named("Dropout", 0.4),
        (_drawn(4, 3),),
        no_pytorch="draws other numbers; `crosscheck` hands over the mask",
    ),
    FourWays("Conv1d", "Conv1d", "", _named("Conv1d", 2, 3, 3, 2, 1), (_drawn(2, 2, 7),)),
    FourWays("Conv2d", "Conv2d", "", _named("Conv2d", 2, 3, (3, 2), (2, 1), 1), (_drawn(2, 2, 4, 4),)),
    FourWays("MaxPool1d", None, _OF_A_POOL, _named("MaxPool1d", 3, 2), (_drawn(2, 2, 7),)),
    FourWays("MaxPool2d", "MaxPool2d", "", _named("MaxPool2d", (3, 2), 2), (_drawn(2, 2, 5, 4),)),
    FourWays("AvgPool1d", None, _OF_A_POOL, _named("AvgPool1d", 3, 2, 1), (_drawn(2, 2, 7),)),
    FourWays("AvgPool2d", None, _OF_A_POOL, _named("AvgPool2d", (3, 2), 2), (_drawn(2, 2, 5, 4),)),
    FourWays(
        "AdaptiveAvgPool2d", None, _OF_A_POOL, _named("AdaptiveAvgPool2d", (2, 3)), (_drawn(2, 2, 5, 4),)
    ),
    FourWays("Flatten", "Flatten", "", _named("Flatten"), (_drawn(3, 2, 2),)),
    FourWays("Embedding", None, _NOT_ASKED, _named("Embedding", 5, 3), (), (np.array([[1, 4], [1, 0]]),)),
    FourWays("RNNCell", "RNNCell", "", _named("RNNCell", 3, 2), (_drawn(4, 3), _drawn(4, 2))),
    FourWays(
        *("RNNUnit", "RNNCell", "", _named("RNNUnit", 3, 2), (_drawn(4, 3), _drawn(4, 2))),
        no_pytorch=_SAME_CELL,
    ),
    FourWays("RNN", "RNNCell", "", _named("RNN", 3, 2, 2), (_drawn(4, 2, 3), _drawn(2, 2, 2))),
    FourWays("GRUCell", "GRUCell", "", _named("GRUCell", 3, 2), (_drawn(4, 3), _drawn(4, 2))),
    FourWays(
        *("GRUUnit", "GRUCell", "", _named("GRUUnit", 3, 2), (_drawn(4, 3), _drawn(4, 2))),
        no_pytorch=_SAME_CELL,
    ),
    FourWays("GRU", "GRUCell", "", _named("GRU", 3, 2, 2), (_drawn(4, 2, 3), _drawn(2, 2, 2))),
    FourWays(
        *("TimeIterator", "RNNCell", "", lambda nn: nn.TimeIterator(nn.RNNUnit, 3, 2), (_drawn(4, 2, 3),)),
        no_pytorch="the course's; RNN and GRU are made of it",
    ),
    FourWays(
        "functional.scaled_dot_product_attention",
        "ScaledDotProductAttention",
        "",
        lambda nn: nn.functional.scaled_dot_product_attention,
        (_drawn(2, 3, 4), _drawn(2, 5, 4), _drawn(2, 5, 2)),
    ),
    FourWays(
        "Sequential",
        "Sequential",
        "",
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)),
        (_drawn(4, 3),),
    ),
    _activation("Identity", True),
    _activation("ReLU", True),
    _activation("Sigmoid", True),
    _activation("Tanh", True),
    _activation("LeakyReLU", False, 0.2),
    _activation("ELU", False, 0.7),
    _activation("GELU", False),
    _activation("SiLU", False),
    _activation("Softplus", False),
    _activation("Softmax", False, 1),
    _activation("LogSoftmax", False, 1),
    FourWays(
        *("CrossEntropyLoss", "SoftmaxCrossEntropy", "", _named("CrossEntropyLoss"), (_drawn(4, 3),)),
        (_LABELS,),
    ),
    _loss("NLLLoss", (_drawn(4, 3),), _LABELS),
    _loss("MSELoss", (_drawn(4, 3),), _TARGET),
    _loss("L1Loss", (_drawn(4, 3),), _TARGET),
    _loss("SmoothL1Loss", (_drawn(4, 3),), _TARGET, beta=0.4),
    _loss("HuberLoss", (_drawn(4, 3),), _TARGET, delta=0.4),
    _loss("BCELoss", (_RNG.uniform(0.1, 0.9, (4, 3)),), _PROBABILITIES),
    _loss("BCEWithLogitsLoss", (_drawn(4, 3),), _PROBABILITIES),
    _loss("KLDivLoss", (_drawn(4, 3),), _PROBABILITIES, reduction="batchmean"),
    FourWays(
        *("TripletMarginLoss", None, _OF_LOSSES, _named("TripletMarginLoss"), (_drawn(4, 3), _TARGET + 0.3)),
        (_TARGET,),
    ),
    FourWays(
        *("CosineSimilarity", None, _NOT_ASKED, _named("CosineSimilarity"), (_drawn(4, 3), _drawn(4, 3)))
    ),
    FourWays(
        *("PairwiseDistance", None, _NOT_ASKED, _named("PairwiseDistance"), (_drawn(4, 3), _drawn(4, 3)))
    ),
]


def four_ways_table(homes: dict[str, tuple[str, str]]) -> str:
    """The table in Markdown. homes: for each name the files by hand ("" if none) and by autograd."""
    lines = ["| `mytorch.nn.` | by hand | by autograd | complex step | PyTorch |", "|---|---|---|---|---|"]
    for row in FOUR_WAYS:
        hand, autograd = homes[row.name]
        by_hand = f"`{row.by_hand}`, {hand}" if row.by_hand else f"no: {row.reason}"
        pytorch = f"no: {row.no_pytorch}" if row.no_pytorch else "yes"
        lines.append(f"| `{row.name}` | {by_hand} | {autograd} | yes | {pytorch} |")
    return "\n".join(lines)
