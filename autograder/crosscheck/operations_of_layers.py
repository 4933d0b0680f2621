"""Operations beyond the handouts' beside NumPy's formulas (see operation.py): functions, layers and losses.

The numbers of a row are drawn from 0.3 to 2; an operation that is to see negative ones takes 1 from them.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import mytorch
from autograder.crosscheck import formulas as N
from autograder.crosscheck import formulas_of_images as I  # noqa: E741, N812
from autograder.crosscheck import formulas_of_layers as L  # noqa: N812
from autograder.crosscheck.operation import Operation, holding, row
from autograder.crosscheck.operations_of_images import OPERATIONS_OF_IMAGES
from mytorch import Tensor, nn
from mytorch.nn import functional as F

__all__ = ["OPERATIONS_OF_LAYERS"]

_LABELS, _WEIGHT = np.array([1, 0, 3, 3, 2]), np.array([0.5, 2.0, 1.0, 0.25])
_MASK = np.array([[True, False, True, True], [False, True, True, False], [True, True, False, True]])


def _pointwise(name: str, ours: Callable[..., Any], numpys: Callable[..., Any]) -> Operation:
    """Of numbers of both signs."""
    return row(name, lambda x: ours(x - 1), lambda x: numpys(x - 1), (3, 4))


def _of_pairs(name: str, ours: Callable[..., Any], numpys: Callable[..., Any]) -> Operation:
    """Of predictions and targets on both sides of each other."""
    return row(name, ours, numpys, (3, 4), (3, 4))


def _weighted(losses: Any) -> Any:
    return (losses * _WEIGHT).mean()


_FUNCTIONS = [
    _pointwise("abs", lambda x: x.abs(), N.absolute),
    _pointwise("sin", lambda x: x.sin(), np.sin),
    _pointwise("cos", lambda x: x.cos(), np.cos),
    row("log1p", lambda x: x.log1p(), np.log1p, (3, 4)),
    _pointwise("erf", lambda x: (x * 2).erf(), lambda x: N.erf(x * 2)),
    _of_pairs("maximum", lambda x, y: x.maximum(y), N.maximum),
    _of_pairs("minimum", lambda x, y: x.minimum(y), N.minimum),
    _pointwise("clamp", lambda x: x.clamp(-0.4, 0.3), lambda x: N.clip(x, -0.4, 0.3)),
    _of_pairs("where", lambda x, y: mytorch.where(Tensor(_MASK), x, y), lambda x, y: np.where(_MASK, x, y)),
    row("min", lambda x: x.min(), N.min_of_all, (3, 4)),
    row("min along 0", lambda x: x.min(0).values, lambda x: N.min_along(x, 0), (3, 4)),
    row("prod", lambda x: x.prod(), lambda x: x.prod(), (2, 3)),
    row("prod along 1", lambda x: x.prod(1), lambda x: x.prod(1), (3, 4)),
    row("cumsum", lambda x: x.cumsum(1), lambda x: x.cumsum(1), (3, 4)),
    row("norm", lambda x: x.norm(), N.norm, (3, 4)),
    _pointwise("norm of order 3", lambda x: x.norm(3, 1), lambda x: N.norm(x, 3, 1)),
    row("var", lambda x: x.var(0), lambda x: N.var(x, 0), (3, 4)),
    row("std, biased", lambda x: x.std(1, correction=0), lambda x: np.sqrt(N.var(x, 1, 0)), (3, 4)),
    row("logsumexp", lambda x: x.logsumexp((0, 2)), lambda x: N.logsumexp(x, (0, 2)), (2, 3, 2)),
    row("softmax", lambda x: F.softmax(x, 0), lambda x: N.softmax(x, 0), (3, 4)),
    row("log_softmax", lambda x: F.log_softmax(x, 1), lambda x: L.log_softmax(x, 1), (3, 4)),
    row(
        "cat",
        lambda x, y: mytorch.cat([x, y, x], 1),
        lambda x, y: np.concatenate([x, y, x], 1),
        (2, 3),
        (2, 1),
    ),
    row("stack", lambda x, y: mytorch.stack([x, y], 1), lambda x, y: np.stack([x, y], 1), (2, 3), (2, 3)),
    row("expand", lambda x: x.expand(2, 3, 4), lambda x: np.stack([np.tile(x, (1, 4))] * 2), (3, 1)),
    row(
        "gather",
        lambda x: x.gather(1, Tensor([[0, 0], [2, 1]])),
        lambda x: np.stack([x[0, [0, 0]], x[1, [2, 1]]]),
        (2, 3),
    ),
    row("flip", lambda x: x.flip(1), lambda x: x[:, ::-1], (2, 3)),
    row("tril", lambda x: x.tril(), lambda x: np.where(np.tri(3) > 0, x, 0), (3, 3)),
    row(
        "einsum",
        lambda x, y: mytorch.einsum("bij,kj->kib", x, y),
        lambda x, y: np.einsum("bij,kj->kib", x, y),
        (2, 3, 4),
        (2, 4),
    ),
    row(
        "einsum, a diagonal",
        lambda x: mytorch.einsum("iij->j", x),
        lambda x: np.einsum("iij->j", x),
        (3, 3, 2),
    ),
]
_ACTIVATIONS = [
    _pointwise("leaky_relu", lambda x: F.leaky_relu(x, 0.2), lambda x: L.leaky_relu(x, 0.2)),
    _pointwise("nn.LeakyReLU", lambda x: nn.LeakyReLU()(x), L.leaky_relu),
    _pointwise("elu", lambda x: F.elu(x, 0.5), lambda x: L.elu(x, 0.5)),
    _pointwise("nn.ELU", lambda x: nn.ELU()(x), L.elu),
    _pointwise("gelu", F.gelu, L.gelu),
    _pointwise("gelu by tanh", lambda x: F.gelu(x, "tanh"), L.gelu_by_tanh),
    _pointwise("silu", F.silu, L.silu),
    _pointwise("softplus", lambda x: F.softplus(x, 3.0, 1.5), lambda x: L.softplus(x, 3.0, 1.5)),
    _pointwise("nn.Softplus", lambda x: nn.Softplus()(x), L.softplus),
    _pointwise("logsigmoid", F.logsigmoid, lambda x: -L.softplus(-x, 1, np.inf)),
    row("dropout", lambda x: F.dropout(x, 0.3, mask=_MASK), lambda x: L.dropout(x, 0.3, _MASK), (3, 4)),
    row("dropout in evaluation", lambda x: nn.Dropout(0.5).eval()(x) * 2, lambda x: x * 2, (3, 4)),
]
_NORMS = [
    row(
        "layer norm",
        lambda x, w, b: F.layer_norm(x, 4, w, b, 0.1),
        lambda x, w, b: L.layer_norm(x, 1, w, b, 0.1),
        (3, 4),
        (4,),
        (4,),
    ),
    row(
        "nn.LayerNorm over two dims",
        lambda x, w, b: holding(nn.LayerNorm((3, 4)), weight=w, bias=b)(x),
        lambda x, w, b: L.layer_norm(x, 2, w, b),
        (2, 3, 4),
        (3, 4),
        (3, 4),
    ),
    row("layer norm without weights", lambda x: F.layer_norm(x, (4,)), lambda x: L.layer_norm(x, 1), (3, 4)),
    row("normalize", lambda x: F.normalize(x, dim=0), lambda x: L.normalize(x, 2, 0), (3, 4)),
    row(
        "nn.BatchNorm2d",
        lambda x, g, b: holding(nn.BatchNorm2d(2), gamma=g, beta=b)(x),
        I.pixel_norm,
        (2, 2, 2, 3),
        (2,),
        (2,),
    ),
    row(
        "embedding",
        lambda w: F.embedding([[0, 2], [2, 3]], w, -1),
        lambda w: L.embedding(w, [[0, 2], [2, 3]], 3),
        (4, 3),
    ),
]
_LOSSES = [
    _of_pairs("mse", F.mse_loss, lambda x, y: ((x - y) ** 2).mean()),
    _of_pairs("l1, sum", lambda x, y: F.l1_loss(x, y, "sum"), lambda x, y: N.absolute(x - y).sum()),
    _of_pairs(
        "smooth l1",
        lambda x, y: F.smooth_l1_loss(x, y, beta=0.4),
        lambda x, y: L.huber(x, y, 0.4, 0.4).mean(),
    ),
    _of_pairs("huber", lambda x, y: F.huber_loss(x, y, "none", 0.4), lambda x, y: L.huber(x, y, 0.4)),
    _of_pairs(
        "kl_div", lambda x, y: F.kl_div(x, y, "batchmean"), lambda x, y: (y * (np.log(y) - x)).sum() / 3
    ),
    _of_pairs(
        "kl_div of logs",
        lambda x, y: F.kl_div(x, y, log_target=True),
        lambda x, y: (np.exp(y) * (y - x)).mean(),
    ),
    _of_pairs(
        "binary cross entropy",
        lambda x, y: F.binary_cross_entropy(x / 2.1, y / 2.1),
        lambda x, y: L.bce(x / 2.1, y / 2.1).mean(),
    ),
    _of_pairs(
        "binary cross entropy, weighted",
        lambda x, y: F.binary_cross_entropy(x / 2.1, y / 2.1, _WEIGHT),
        lambda x, y: _weighted(L.bce(x / 2.1, y / 2.1)),
    ),
    _of_pairs(
        "binary cross entropy of logits",
        lambda x, y: F.binary_cross_entropy_with_logits(x - 1, y / 2, _WEIGHT, "sum", pos_weight=_WEIGHT * 3),
        lambda x, y: (L.bce_of_logits(x - 1, y / 2, _WEIGHT * 3) * _WEIGHT).sum(),
    ),
    row(
        "nll, weighted",
        lambda x: F.nll_loss(x, _LABELS, _WEIGHT),
        lambda x: L.class_loss(x, _LABELS, _WEIGHT),
        (5, 4),
    ),
    row(
        "nll of pixels",
        lambda x: F.nll_loss(x, [[0, 2], [1, 1]], reduction="none"),
        lambda x: L.class_loss(x, [[0, 2], [1, 1]], reduction="none"),
        (2, 3, 2),
    ),
    *(
        row(
            f"cross entropy with {options}",
            lambda x, options=options: F.cross_entropy(x, _LABELS, **options),
            lambda x, options=options: L.class_loss(
                L.log_softmax(x, 1),
                _LABELS,
                options.get("weight"),
                options.get("ignore_index", -100),
                options.get("reduction", "mean"),
                options.get("label_smoothing", 0),
            ),
            (5, 4),
        )
        for options in (
            {"weight": _WEIGHT},
            {"ignore_index": 3},
            {"label_smoothing": 0.3},
            {"reduction": "none", "ignore_index": 0},
            {"weight": _WEIGHT, "ignore_index": 3, "label_smoothing": 0.2},
        )
    ),
    row(
        "cross entropy of shares",
        lambda x, y: F.cross_entropy(x, y, label_smoothing=0.2),
        lambda x, y: L.cross_entropy_of_shares(x, y, "mean", 0.2),
        (3, 4),
        (3, 4),
    ),
]
OPERATIONS_OF_LAYERS: list[Operation] = [
    *_FUNCTIONS,
    *_ACTIVATIONS,
    *_NORMS,
    *_LOSSES,
    *OPERATIONS_OF_IMAGES,
]
