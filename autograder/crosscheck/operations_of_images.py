"""Convolution, pooling, recurrent layers and attention beside NumPy's formulas (see operation.py).

The numbers of a row are drawn from 0.3 to 2; where an operation is to see negative ones, 1 or 2 is taken off.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.crosscheck import formulas_of_images as I  # noqa: E741, N812
from autograder.crosscheck import formulas_of_layers as L  # noqa: N812
from autograder.crosscheck.operation import Operation, holding, row
from mytorch import nn
from mytorch.nn import functional as F
from mytorch.nn.util import PackedSequence, pack_sequence, unpack_sequence

__all__ = ["OPERATIONS_OF_IMAGES"]

_MASK = np.array([[True, False, True, True], [False, True, True, False], [True, True, False, True]])
_SIZES = np.array([2, 1, 1])


def _over_time(network: Any, w: Any, u: Any, b: Any, c: Any) -> Callable[..., Any]:
    return holding(network, weight_ih_l0=w, weight_hh_l0=u, bias_ih_l0=b, bias_hh_l0=c)


def _cell(cell: Any, w: Any, u: Any, b: Any, c: Any) -> Callable[..., Any]:
    return holding(cell, weight_ih=w, weight_hh=u, bias_ih=b, bias_hh=c)


def _packed(x: Any) -> PackedSequence:
    return PackedSequence(x, np.array([1, 0]), _SIZES)


_IMAGES = [
    row(
        "conv1d",
        lambda x, w, b: F.conv1d(x, w, b, 2, 1, 2),
        lambda x, w, b: I.convolution(x, w, b, (2,), (1,), (2,)),
        (2, 3, 7),
        (2, 3, 2),
        (2,),
    ),
    row(
        "conv1d, same",
        lambda x, w: F.conv1d(x, w, padding="same"),
        lambda x, w: I.convolution(x, w, None, (1,), (1,)),
        (2, 2, 5),
        (2, 2, 3),
    ),
    row(
        "conv2d",
        lambda x, w, b: F.conv2d(x, w, b, (1, 2), (1, 0), (2, 1)),
        lambda x, w, b: I.convolution(x, w, b, (1, 2), (1, 0), (2, 1)),
        (2, 2, 4, 5),
        (3, 2, 2, 3),
        (3,),
    ),
    row(
        "conv2d in groups",
        lambda x, w, b: F.conv2d(x, w, b, groups=2),
        lambda x, w, b: I.convolution(x, w, b, (1, 1), (0, 0), (1, 1), 2),
        (2, 4, 3, 3),
        (4, 2, 2, 2),
        (4,),
    ),
    row(
        "nn.Conv2d, reflect",
        lambda x, w, b: holding(nn.Conv2d(2, 1, 3, padding=(1, 2), padding_mode="reflect"), weight=w, bias=b)(
            x
        ),
        lambda x, w, b: I.convolution(
            np.pad(x, [(0, 0), (0, 0), (1, 1), (2, 2)], "reflect"), w, b, (1, 1), (0, 0), (1, 1)
        ),
        (1, 2, 3, 4),
        (1, 2, 3, 3),
        (1,),
    ),
    row(
        "unfold",
        lambda x: F.unfold(x, (2, 3), (1, 1), (1, 0), (2, 1)),
        lambda x: I.unfold(x, (2, 3), (2, 1), (1, 0), (1, 1)),
        (2, 2, 3, 4),
    ),
    row(
        "max_pool1d",
        lambda x: F.max_pool1d(x - 2, 3, 2, 1),
        lambda x: I.max_pool(x - 2, (3,), (2,), (1,), (1,)),
        (2, 2, 6),
    ),
    row(
        "max_pool2d",
        lambda x: F.max_pool2d(x - 2, (2, 3), 2, 1, ceil_mode=True),
        lambda x: I.max_pool(x - 2, (2, 3), (2, 2), (1, 1), (1, 1), True),
        (2, 2, 4, 5),
    ),
    row(
        "max_pool2d, dilation",
        lambda x: F.max_pool2d(x, 2, 1, dilation=(1, 2)),
        lambda x: I.max_pool(x, (2, 2), (1, 1), (0, 0), (1, 2)),
        (1, 2, 3, 4),
    ),
    row(
        "avg_pool1d",
        lambda x: F.avg_pool1d(x, 3, 2, 1, True, False),
        lambda x: I.avg_pool(x, (3,), (2,), (1,), True, False),
        (2, 2, 6),
    ),
    row(
        "avg_pool2d",
        lambda x: F.avg_pool2d(x, (2, 3), 2, 1, True),
        lambda x: I.avg_pool(x, (2, 3), (2, 2), (1, 1), True),
        (2, 2, 4, 5),
    ),
    row(
        "avg_pool2d, divisor",
        lambda x: F.avg_pool2d(x, 2, 1, divisor_override=3),
        lambda x: I.avg_pool(x, (2, 2), (1, 1), (0, 0), divisor=3),
        (1, 2, 3, 3),
    ),
    row(
        "adaptive_avg_pool2d",
        lambda x: F.adaptive_avg_pool2d(x, (2, 3)),
        lambda x: I.adaptive_avg_pool(x, (2, 3)),
        (2, 2, 5, 4),
    ),
    row(
        "pad",
        lambda x: F.pad(x, (1, 2, -1, 0), value=3.0),
        lambda x: np.pad(x[1:], [(0, 0), (1, 2)], constant_values=3.0),
        (3, 2),
    ),
    row(
        "pad, circular",
        lambda x: F.pad(x, (2, 1), "circular"),
        lambda x: np.pad(x, [(0, 0), (0, 0), (2, 1)], "wrap"),
        (1, 2, 3),
    ),
]
_GATES: list[tuple[int, ...]] = [(9, 2), (9, 3), (9,), (9,)]
_CELL: list[tuple[int, ...]] = [(3, 2), (3, 3), (3,), (3,)]
_SEQUENCES = [
    row("attention", F.scaled_dot_product_attention, L.attention, (2, 3, 4), (2, 5, 4), (2, 5, 3)),
    row(
        "attention, causal",
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.7),
        lambda q, k, v: L.attention(q, k, v, scale=0.7, causal=True),
        (3, 2),
        (3, 2),
        (3, 2),
    ),
    row(
        "attention, a mask of bools",
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, _MASK),
        lambda q, k, v: L.attention(q, k, v, _MASK),
        (3, 2),
        (4, 2),
        (4, 3),
    ),
    row(
        "attention, a mask of numbers",
        F.scaled_dot_product_attention,
        L.attention,
        (2, 3, 2),
        (2, 4, 2),
        (2, 4, 3),
        (3, 4),
    ),
    row(
        "RNNCell",
        lambda x, h, *parts: _cell(nn.RNNCell(2, 3), *parts)(x, h),
        lambda x, h, *parts: L.rnn(x[None], h, *parts)[0],
        (4, 2),
        (4, 3),
        *_CELL,
    ),
    row(
        "GRUCell",
        lambda x, h, *parts: _cell(nn.GRUCell(2, 3), *parts)(x, h),
        lambda x, h, *parts: L.gru(x[None], h, *parts)[0],
        (4, 2),
        (4, 3),
        *_GATES,
    ),
    row(
        "RNN, relu",
        lambda x, *parts: _over_time(nn.RNN(2, 3, nonlinearity="relu"), *parts)(x - 1)[0],
        lambda x, *parts: L.rnn(x - 1, np.zeros((2, 3)), *parts, relu=True),
        (4, 2, 2),
        *_CELL,
    ),
    row(
        "GRU",
        lambda x, h, *parts: _over_time(nn.GRU(2, 3), *parts)(x, h)[0],
        lambda x, h, *parts: L.gru(x, h[0], *parts),
        (4, 2, 2),
        (1, 2, 3),
        *_GATES,
    ),
    row(
        "RNN, batch first",
        lambda x, h, *parts: _over_time(nn.RNN(2, 3, batch_first=True), *parts)(x, h)[0],
        lambda x, h, *parts: L.rnn(x.swapaxes(0, 1), h[0], *parts).swapaxes(0, 1),
        (2, 4, 2),
        (1, 2, 3),
        *_CELL,
    ),
    row(
        "GRU, batch first, last states",
        lambda x, h, *parts: _over_time(nn.GRU(2, 3, batch_first=True), *parts)(x, h)[1],
        lambda x, h, *parts: L.gru(x.swapaxes(0, 1), h[0], *parts)[-1:],
        (2, 4, 2),
        (1, 2, 3),
        *_GATES,
    ),
    row(
        "RNN of packed sequences",
        lambda x, h, *parts: _over_time(nn.RNN(2, 3), *parts)(_packed(x), h)[0].data,
        lambda x, h, *parts: L.rnn(x, h, *parts, sizes=_SIZES),
        (4, 2),
        (2, 3),
        *_CELL,
    ),
    row(
        "GRU of packed sequences, last states",
        lambda x, h, *parts: _over_time(nn.GRU(2, 3), *parts)(_packed(x), h)[1],
        lambda x, h, *parts: L.gru(x, h, *parts, sizes=_SIZES)[[3, 1]],
        (4, 2),
        (2, 3),
        *_GATES,
    ),
    row(
        "pack_sequence",
        lambda x, y: pack_sequence([x, y]).data,
        lambda x, y: np.stack([y[0], x[0], y[1], y[2]]),
        (1, 2),
        (3, 2),
    ),
    row("unpack_sequence", lambda x: unpack_sequence(_packed(x))[1], lambda x: x[[0, 2, 3]], (4, 2)),
]
OPERATIONS_OF_IMAGES: list[Operation] = [*_IMAGES, *_SEQUENCES]
