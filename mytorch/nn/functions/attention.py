"""Attention.

Letters: L queries, S keys, E features of a query and of a key, V features of a value.
Twin: classic_mlp/attention.py
"""

import math
from functools import partial
from typing import Any

import numpy as np

from mytorch.arguments import TensorLike, flag, floats, number
from mytorch.errors import shown
from mytorch.nn.functions.dropout import dropout
from mytorch.precision import in_single
from mytorch.tensor import Tensor
from mytorch.variable import Variable

__all__ = ["scaled_dot_product_attention"]


def scaled_dot_product_attention(
    query: TensorLike,
    key: TensorLike,
    value: TensorLike,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
) -> Tensor:
    """softmax(query @ keyᵀ / √E) @ value   (Vaswani et al. 2017, 3.2.1)

    Shape: query (…, L, E), key (…, S, E), value (…, S, V) -> (…, L, V); the dims in front are broadcast.

    attn_mask: what broadcasts to (…, L, S). Of bools: True where a query may look at a key. Of floats: added
        to the scores; as a Tensor it may require a gradient.
    dropout_p: with this probability a weight becomes 0 and the others grow, as in F.dropout. A function does
        not know of training and evaluation: pass 0.0 for the latter.
    is_causal: query i may look at keys 0 to i only. A mask besides it is refused, as in PyTorch.
    scale: instead of 1 / √E.

    A query that may look at no key is answered by 0. Query, key and value are Tensors or, as constants,
    arrays; integers become floats first. ValueError where a shape or a number does not fit, TypeError for
    what holds no numbers.

    >>> q, k, v = mytorch.zeros(1, 1), mytorch.tensor([[1.0], [2.0]]), mytorch.tensor([[3.0], [5.0]])
    >>> mytorch.nn.functional.scaled_dot_product_attention(q, k, v)  # both values alike
    tensor([[4.]])
    """
    owner = "scaled_dot_product_attention"
    query = floats(owner, "query", query)
    key, value = floats(owner, "key", key, query.dtype), floats(owner, "value", value, query.dtype)
    shapes = query.shape, key.shape, value.shape
    if min(map(len, shapes)) < 2 or shapes[0][-1] != shapes[1][-1] or shapes[1][-2] != shapes[2][-2]:
        raise ValueError(
            f"{owner} expects query (…, L, E), key (…, S, E) and value (…, S, V); got {_listed(shapes)}."
        )
    dropout_p = number(owner, "dropout_p", dropout_p, most=1.0)
    if flag(owner, "is_causal", is_causal) and attn_mask is not None:
        raise ValueError(f"{owner} takes attn_mask or is_causal=True, not both. Put the one into the other.")
    allowed, bias = _mask(owner, attn_mask, query.dtype)
    sizes = shapes[0][-2], shapes[1][-2]
    if is_causal:
        allowed = np.tri(*sizes, dtype=bool)
    masks = [mask.shape for mask in (allowed, bias) if mask is not None]
    try:
        batch = np.broadcast_shapes(*(shape[:-2] for shape in shapes))
        fits = np.broadcast_shapes(*masks, (*batch, *sizes))[-2:] == sizes
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            f"{owner} expects dims in front that broadcast, and a mask that broadcasts to "
            f"(…, {sizes[0]}, {sizes[1]}); got {_listed((*shapes, *masks))}."
        )
    scale = 1 / math.sqrt(max(shapes[0][-1], 1)) if scale is None else number(owner, "scale", scale)
    attend = partial(_attend, allowed=allowed, dropout_p=dropout_p, scale=scale)
    return in_single(attend, query, key, value, *([] if bias is None else [bias]))


def _attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor | None = None,
    *,
    allowed: np.ndarray | None,
    dropout_p: float,
    scale: float,
) -> Tensor:
    scores = (query * scale) @ key.transpose(-1, -2)
    if bias is not None:
        scores = scores + bias
    if allowed is not None:
        scores = scores.where(allowed, -math.inf)
    looks_at_none = np.isneginf(scores.array.real).all(axis=-1, keepdims=True)
    if looks_at_none.any():  # a softmax of nothing but -inf would be 0 / 0
        weights = scores.where(~looks_at_none, 0.0).softmax(-1).where(~looks_at_none, 0.0)
    else:
        weights = scores.softmax(-1)
    return (dropout(weights, dropout_p) if dropout_p else weights) @ value


def _mask(owner: str, attn_mask: Any, dtype: np.dtype) -> tuple[np.ndarray | None, Tensor | None]:
    """A mask of bools as a fresh array, or one of floats as a Tensor."""
    if attn_mask is None:
        return None, None
    array = attn_mask.array if isinstance(attn_mask, Variable) else attn_mask
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "bfc":
        raise TypeError(f"{owner} expects attn_mask of bools or floats; got {shown(attn_mask)}.")
    if array.dtype.kind == "b":
        return array.copy(), None
    return None, floats(owner, "attn_mask", attn_mask, dtype)


def _listed(shapes: Any) -> str:
    return ", ".join(map(str, shapes))
