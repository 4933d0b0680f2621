"""Where a convention or rounding decides what the operations of layers give; the derivatives are PyTorch's.

tests/oracle/test_edges.py runs these rows in PyTorch, with its own F, Tensor and module in place of ours.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import mytorch
from autograder.crosscheck import formulas as N
from autograder.crosscheck import formulas_of_images as I  # noqa: E741, N812
from autograder.crosscheck import formulas_of_layers as L  # noqa: N812
from autograder.crosscheck.operation import Operation
from mytorch import Tensor
from mytorch.nn import functional as F

__all__ = ["EDGES_OF_LAYERS", "at"]


def at(name: str, *inputs: Any, f: Callable[..., Any], numpys: Any = None, slopes: Any = None) -> Operation:
    """An operation on these inputs; NumPy's version is the same function unless another one is given."""
    arrays = [np.asarray(x, float) for x in inputs]
    given = None if slopes is None else [np.asarray(slope, float) for slope in slopes]
    return Operation(name, f, numpys or f, [x.shape for x in arrays], arrays, given)


def _classes(x: Any, labels: Any, **options: Any) -> Any:
    return F.cross_entropy(x, Tensor(np.array(labels)), **options)


_FAR = [-1000.0, -40.0, -1e-8, 0.0, 1e-8, 40.0, 1000.0]
_TIES = [[[1, 1, 0, 2], [3, 3, 2, 2], [3, 0, 2, 5], [-1, -1, -1, -1]]]
_NOTHING = np.zeros((0, 2, 4))

EDGES_OF_LAYERS: list[Operation] = [
    # ---- kinks and ties
    at("abs at 0", [-1, 0, -0.0, 2], f=lambda x: x.abs(), numpys=N.absolute),
    at("maximum of equals", [1, 2, 3], [1, 3, 2], f=lambda x, y: mytorch.maximum(x, y), numpys=N.maximum),
    at("minimum of equals", [1, 2, 3], [1, 3, 2], f=lambda x, y: mytorch.minimum(x, y), numpys=N.minimum),
    at("min with two winners", [[1, -3, 0], [-3, 1, 2]], f=lambda x: x.min(), numpys=N.min_of_all),
    at(
        "min along 1 with ties",
        [[0, 3, 0], [2, 1, 1]],
        f=lambda x: x.min(1).values,
        numpys=lambda x: N.min_along(x, 1),
    ),
    at(
        "clamp on its bounds",
        [-2, -1, 0, 1, 2],
        f=lambda x: x.clamp(-1, 1),
        numpys=lambda x: N.clip(x, -1, 1),
    ),
    at("norm of nothing but 0", [0, 0, 0], f=lambda x: x.norm(), numpys=N.norm),
    at("norm of order 1 with a 0", [0, -2, 3], f=lambda x: x.norm(1), numpys=lambda x: N.norm(x, 1)),
    at("prod with one 0", [2, 0, 3], f=lambda x: x.prod()),
    at("prod with two 0", [[2, 0, 0], [1, 0, 5]], f=lambda x: x.prod(1)),
    at("cumsum of a number", 3, f=lambda x: x.cumsum(0), numpys=lambda x: x * 1),
    at(
        "leaky_relu at 0", [-1, 0, 2], f=lambda x: F.leaky_relu(x, 0.2), numpys=lambda x: L.leaky_relu(x, 0.2)
    ),
    at("elu at 0", [-1, 0, 2], f=lambda x: F.elu(x, 0.5), numpys=lambda x: L.elu(x, 0.5)),
    at(
        "softplus at its threshold",
        [0.5, 0.25, 0.75],
        f=lambda x: F.softplus(x, 2.0, 1.0),
        numpys=lambda x: L.softplus(x, 2.0, 1.0),
    ),
    at(
        "l1 of equals",
        [1, 2],
        [1, 3],
        f=lambda x, y: F.l1_loss(x, y),
        numpys=lambda x, y: N.absolute(x - y).mean(),
    ),
    at(
        "smooth l1 at beta and at 0",
        [1, 2, 3],
        [0.5, 2, 3.5],
        f=lambda x, y: F.smooth_l1_loss(x, y, beta=0.5),
        numpys=lambda x, y: L.huber(x, y, 0.5, 0.5).mean(),
    ),
    at(
        "smooth l1 with beta 0",
        [1, 2, 3],
        [0.5, 2, 3.5],
        f=lambda x, y: F.smooth_l1_loss(x, y, beta=0.0),
        numpys=lambda x, y: N.absolute(x - y).mean(),
    ),
    at(
        "huber at delta",
        [1, 2, 5],
        [0.5, 2.5, 2],
        f=lambda x, y: F.huber_loss(x, y, delta=0.5),
        numpys=lambda x, y: L.huber(x, y, 0.5).mean(),
    ),
    at(
        "max_pool1d of equals",
        [[[1, 1, 0, 2, 2, 2]]],
        f=lambda x: F.max_pool1d(x, 3, 1),
        numpys=lambda x: I.max_pool(x, (3,), (1,), (0,), (1,)),
    ),
    at(
        "max_pool2d of equals",
        [_TIES],
        f=lambda x: F.max_pool2d(x, 2, 1),
        numpys=lambda x: I.max_pool(x, (2, 2), (1, 1), (0, 0), (1, 1)),
    ),
    at(
        "max_pool2d of negative numbers at the border",
        [[[[-1, -2], [-3, -3]]]],
        f=lambda x: F.max_pool2d(x, 2, 2, 1),
        numpys=lambda x: I.max_pool(x, (2, 2), (2, 2), (1, 1), (1, 1)),
    ),
    at(
        "max_pool1d whose next place would begin at the end",
        [[[1, 2, 4, 3, 6, 5]]],
        f=lambda x: F.max_pool1d(x, 2, 3, ceil_mode=True),
        numpys=lambda x: I.max_pool(x, (2,), (3,), (0,), (1,), True),
    ),
    # ---- ends
    at("softplus far out", _FAR, f=lambda x: F.softplus(x), numpys=L.softplus),
    at("logsigmoid far out", _FAR, f=lambda x: F.logsigmoid(x), numpys=lambda x: -L.softplus(-x, 1, np.inf)),
    at("silu far out", _FAR, f=lambda x: F.silu(x), numpys=L.silu),
    at("gelu far out", [-40, -8, 0, 8, 40], f=lambda x: F.gelu(x), numpys=L.gelu),
    at(
        "gelu by tanh far out",
        [-20, -8, 0, 8, 20],
        f=lambda x: F.gelu(x, approximate="tanh"),
        numpys=L.gelu_by_tanh,
    ),
    at("elu far out", [-1000, -40, -1e-8, 1e-8, 1000], f=lambda x: F.elu(x), numpys=L.elu),
    at(
        "softmax far out", [[1000, -1000, 999]], f=lambda x: F.softmax(x, 1), numpys=lambda x: N.softmax(x, 1)
    ),
    at(
        "log_softmax far out",
        [[1000, -1000, 999]],
        f=lambda x: F.log_softmax(x, 1),
        numpys=lambda x: L.log_softmax(x, 1),
    ),
    at(
        "logsumexp far out",
        [1000, 999],
        f=lambda x: x.logsumexp(0),
        numpys=lambda x: 1000 + N.logsumexp(x - 1000, 0),
    ),
    at("softmax of one number", [[3], [4]], f=lambda x: F.softmax(x, 1), numpys=lambda x: N.softmax(x, 1)),
    at(
        "binary cross entropy at 0 and 1",
        [0, 1, 1, 0, 0.5],
        f=lambda x: F.binary_cross_entropy(x, Tensor([0.0, 1, 0, 1, 1])),
        numpys=lambda x: np.array((100 + 100 + np.log(2)) / 5),
        slopes=[[0, 0, 2e11, -2e11, -0.4]],
    ),
    at(
        "binary cross entropy of logits far out",
        _FAR,
        f=lambda x: F.binary_cross_entropy_with_logits(x, Tensor([0.0, 1, 1, 0.5, 0, 0, 1])),
        numpys=lambda x: L.bce_of_logits(x, np.array([0, 1, 1, 0.5, 0, 0, 1])).mean(),
    ),
    at(
        "kl_div of shares of 0",
        [-1, -2],
        f=lambda x: F.kl_div(x, Tensor([0.0, 1.0]), reduction="sum"),
        numpys=lambda x: -x[1],
    ),
    # ---- classes
    at(
        "cross entropy with all examples ignored",
        [[1, 2]],
        f=lambda x: _classes(x, [1], ignore_index=1),
        numpys=lambda x: np.array(np.nan),
        slopes=[[[0, 0]]],
    ),
    at(
        "cross entropy, ignored in the sum",
        [[1, 2], [3, 1]],
        f=lambda x: _classes(x, [1, 0], ignore_index=1, reduction="sum"),
        numpys=lambda x: L.class_loss(L.log_softmax(x, 1), [1, 0], None, 1, "sum"),
    ),
    at(
        "cross entropy of one class, smoothed",
        [[1], [2]],
        f=lambda x: _classes(x, [0, 0], label_smoothing=0.5),
        numpys=lambda x: L.class_loss(L.log_softmax(x, 1), [0, 0], smoothing=0.5),
    ),
    at(
        "cross entropy, a class of weight 0",
        [[1, 2], [3, 1]],
        f=lambda x: _classes(x, [1, 0], weight=Tensor([0.0, 2.0])),
        numpys=lambda x: L.class_loss(L.log_softmax(x, 1), [1, 0], [0.0, 2.0]),
    ),
    at(
        "nll of -inf that is ignored",
        [[-np.inf, -1]],
        f=lambda x: F.nll_loss(x, Tensor(np.array([0])), ignore_index=0, reduction="sum"),
        numpys=lambda x: np.array(0.0),
        slopes=[[[0, 0]]],
    ),
    at(
        "embedding, a row thrice and one never",
        [[1, 2], [3, 4], [5, 6]],
        f=lambda w: F.embedding(Tensor(np.array([1, 1, 2, 1])), w, padding_idx=2),
        numpys=lambda w: L.embedding(w, [1, 1, 2, 1], 2),
    ),
    # ---- normalisation
    at(
        "layer norm of equal numbers",
        [[5, 5, 5], [1, 2, 4]],
        f=lambda x: F.layer_norm(x, (3,)),
        numpys=lambda x: L.layer_norm(x, 1),
    ),
    at(
        "layer norm of one number",
        [[5], [2]],
        f=lambda x: F.layer_norm(x, (1,)),
        numpys=lambda x: L.layer_norm(x, 1),
    ),
    at(
        "normalize of 0",
        [[0, 0], [3, 4]],
        f=lambda x: F.normalize(x, eps=0.5),
        numpys=lambda x: L.normalize(x, eps=0.5),
    ),
    # ---- windows
    at(
        "conv1d of one place",
        [[[1, 2]]],
        [[[3, 4]]],
        [5],
        f=lambda x, w, b: F.conv1d(x, w, b),
        numpys=I.convolution,
    ),
    at(
        "conv1d of no images",
        _NOTHING,
        np.ones((3, 2, 2)),
        f=lambda x, w: F.conv1d(x, w),
        numpys=I.convolution,
    ),
    at(
        "conv1d of padding alone",
        [[[1]]],
        [[[2, 3, 4]]],
        f=lambda x, w: F.conv1d(x, w, padding=2),
        numpys=lambda x, w: I.convolution(x, w, None, (1,), (2,)),
    ),
    at(
        "conv1d that leaves a rest",
        [[[1, 2, 3, 4, 5]]],
        [[[2, 3]]],
        f=lambda x, w: F.conv1d(x, w, stride=2),
        numpys=lambda x, w: I.convolution(x, w, None, (2,)),
    ),
    at(
        "avg_pool1d, ceil and padding",
        [[[1, 2, 3, 4, 5]]],
        f=lambda x: F.avg_pool1d(x, 4, 3, 1, True),
        numpys=lambda x: I.avg_pool(x, (4,), (3,), (1,), True),
    ),
    at(
        "avg_pool1d of one number",
        [[[3]]],
        f=lambda x: F.avg_pool1d(x, 2, 1, 1, count_include_pad=False),
        numpys=lambda x: I.avg_pool(x, (2,), (1,), (1,), False, False),
    ),
    at(
        "adaptive_avg_pool1d to more",
        [[[1, 2, 3]]],
        f=lambda x: F.adaptive_avg_pool1d(x, 5),
        numpys=lambda x: I.adaptive_avg_pool(x, (5,)),
    ),
    at(
        "pad by replicating one number",
        [[[3.0]]],
        f=lambda x: F.pad(x, (2, 1), mode="replicate"),
        numpys=lambda x: np.pad(x, [(0, 0), (0, 0), (2, 1)], "edge"),
    ),
    at("pad that cuts all but one", [[1, 2, 3]], f=lambda x: F.pad(x, (-1, -1)), numpys=lambda x: x[:, 1:2]),
    # ---- attention
    at(
        "attention of a query that sees nothing",
        [[1, 2], [3, 1]],
        [[1, 0], [2, 1]],
        [[3], [4]],
        f=lambda q, k, v: F.scaled_dot_product_attention(
            q, k, v, Tensor(np.array([[True, False], [False, False]]))
        ),
        numpys=lambda q, k, v: L.attention(q, k, v, [[True, False], [False, False]]),
    ),
    at(
        "attention to one key",
        [[1, 2], [3, 1]],
        [[1, 0]],
        [[3, 5]],
        f=lambda q, k, v: F.scaled_dot_product_attention(q, k, v),
        numpys=L.attention,
    ),
    at(
        "attention, causal, more keys than queries",
        [[1, 2], [3, 1]],
        [[1, 0], [2, 1], [5, 5]],
        [[3], [4], [9]],
        f=lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
        numpys=lambda q, k, v: L.attention(q, k, v, causal=True),
    ),
]
