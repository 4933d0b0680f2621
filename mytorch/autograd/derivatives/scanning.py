"""The derivatives of mytorch/ops/scanning.py and einsum.py in tensors (see .../derivatives/__init__.py)."""

from typing import Any

import numpy as np

from mytorch import ops

__all__ = ["SCANNING"]


def _from_the_end(ctx: Any, g: Any) -> Any:
    """The cumulative sum that runs back from the end."""
    if not g.ndim:
        return g
    back = [slice(None)] * g.ndim
    back[ctx.dim] = slice(None, None, -1)
    return ops.CumSum.apply(g[tuple(back)], dim=ctx.dim)[tuple(back)]


def _product_of_the_others(ctx: Any, g: Any, x: Any) -> Any:
    """g * Π of all but one: that of the rows of a matrix with x in each row and 1 on the diagonal."""
    whole = ctx.dim is None or not x.ndim
    rows = x.reshape(-1) if whole else x.permute(*_last(x.ndim, ctx.dim))
    n = rows.shape[-1]
    square = ops.Where.apply(rows.reshape(*rows.shape[:-1], 1, n), 1, condition=~np.eye(n, dtype=bool))
    others = ops.Prod.apply(square, dim=-1)
    if whole:
        return (g.reshape(1) * others).reshape(x.shape)
    return (g.reshape(*rows.shape[:-1], 1) * others).permute(*np.argsort(_last(x.ndim, ctx.dim)).tolist())


def _last(ndim: int, dim: int) -> list[int]:
    """The dims, this one behind the others."""
    dim %= ndim
    return [*(i for i in range(ndim) if i != dim), dim]


def _einsum(ctx: Any, g: Any, *inputs: Any, i: int) -> Any:
    """That of input i, over the letters that g or another input has, then stretched along its own."""
    x, own = inputs[i], ctx.letters[i]
    others = [j for j in range(len(inputs)) if j != i]
    letters = [ctx.result, *(ctx.letters[j] for j in others)]
    once = "".join(dict.fromkeys(own))
    known = "".join(c for c in once if c in "".join(letters))
    dx = ops.Einsum.apply(g, *(inputs[j] for j in others), equation=f"{','.join(letters)}->{known}")
    size = dict(zip(own, x.shape, strict=True))
    size.update((c, n) for c, n in zip(known, dx.shape, strict=True) if size[c] == 1)
    sizes = [size[c] for c in once]
    dx = dx.reshape([dx.shape[known.index(c)] if c in known else 1 for c in once]) * np.ones(sizes, g.dtype)
    if once == own:
        return dx
    places = np.indices(sizes, sparse=True)
    key = tuple(places[once.index(c)] for c in own)
    return ops.AddAt.apply(dx, key=key, shape=tuple(size[c] for c in own))


SCANNING = {
    ops.CumSum: (_from_the_end,),
    ops.Prod: (_product_of_the_others,),
    ops.Einsum: _einsum,
}
