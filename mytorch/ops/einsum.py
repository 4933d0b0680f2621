"""Sums of products over named dims.

Letters: see mytorch/ops/__init__.py.
"""

import numpy as np

from mytorch.dtypes import in_common_dtype
from mytorch.ops.array_function import ArrayFunction

__all__ = ["Einsum"]

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Einsum(ArrayFunction):
    """z = Σ over the letters that the result lacks, of the product of the inputs   (Einstein's convention)

        dL/d(one) = Σ over the letters that it lacks, of g times the product of the others

    equation: as "ij,jk->ik"; without an arrow the result has the letters that occur once, sorted; "..."
    stands for the other dims, which are broadcast.
    """

    convert = staticmethod(in_common_dtype)

    @staticmethod
    def forward(ctx, *inputs, equation):
        ctx.save_for_backward(*inputs)
        ctx.letters, ctx.result = _letters(equation, [np.ndim(x) for x in inputs])
        return _sum_of_products(ctx.letters, inputs, ctx.result)

    @staticmethod
    def backward(ctx, g):
        inputs = ctx.saved_tensors
        return tuple(
            _gradient(ctx, g, inputs, i) if needed else None for i, needed in enumerate(ctx.needs_input_grad)
        )


def _gradient(ctx, g, inputs, i):
    """That of input i: over the letters that g or another input has, then stretched along its own."""
    x, own = inputs[i], ctx.letters[i]
    others = [j for j in range(len(inputs)) if j != i]
    from_others = [ctx.letters[j] for j in others]
    known = "".join(c for c in dict.fromkeys(own) if c in ctx.result + "".join(from_others))
    dx = _sum_of_products([ctx.result, *from_others], [g, *(inputs[j] for j in others)], known)
    size = dict(zip(own, x.shape, strict=True))
    size.update((c, n) for c, n in zip(known, dx.shape, strict=True) if size[c] == 1)
    once = "".join(dict.fromkeys(own))
    dx = dx.reshape([dx.shape[known.index(c)] if c in known else 1 for c in once])
    dx = np.broadcast_to(dx, [size[c] for c in once])
    if once == own:
        return dx.copy()  # the engine adds up what was broadcast
    onto_diagonal = np.zeros([size[c] for c in own], dx.dtype)
    np.einsum(f"{own}->{once}", onto_diagonal)[...] = dx
    return onto_diagonal


def _sum_of_products(letters, arrays, result):
    dtype = np.result_type(*arrays)
    if dtype == np.float16:  # whose own sums stop growing at 2,048 ones
        arrays = [x.astype(np.float32) for x in arrays]
    z = np.einsum(f"{','.join(letters)}->{result}", *arrays, optimize=len(arrays) > 1)
    return np.array(z, dtype)  # a copy, for it may be a view


def _letters(equation, ndims):
    """The letters of each input, and of the result, with letters for "..." too."""
    left, arrow, result = equation.replace(" ", "").partition("->")
    inputs = left.split(",")
    if len(inputs) != len(ndims):
        raise ValueError(f"einsum({equation!r}) names {len(inputs)} tensors; got {len(ndims)}.")
    named = set(equation)
    free = [c for c in _LETTERS if c not in named]
    rests = [ndim - len(text.replace("...", "")) for text, ndim in zip(inputs, ndims, strict=True)]
    for text, ndim, rest in zip(inputs, ndims, rests, strict=True):
        if not set(text.replace("...", "", 1)) <= set(_LETTERS):
            raise ValueError(f'einsum({equation!r}) takes letters, "...", "," and "->"; got {text!r}.')
        if rest < 0 or (rest and "..." not in text):
            raise ValueError(f"einsum({equation!r}) got a tensor with {ndim} dims for {text!r}.")
    most = max([rest for text, rest in zip(inputs, rests, strict=True) if "..." in text], default=0)
    broadcast = "".join(free[:most])
    inputs = [text.replace("...", broadcast[most - rest :]) for text, rest in zip(inputs, rests, strict=True)]
    if not arrow:
        once = sorted(c for c in set(left) - set(".,") if left.count(c) == 1)
        return inputs, broadcast + "".join(once)
    result = result.replace("...", broadcast)
    if len(set(result)) < len(result) or not set(result) <= set("".join(inputs)):
        raise ValueError(f"einsum({equation!r}) takes each letter of the result once, out of the inputs'.")
    return inputs, result
