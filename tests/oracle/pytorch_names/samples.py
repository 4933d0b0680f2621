"""PyTorch's own sample inputs, run in both libraries: do values and gradients agree?

PyTorch tests its ops, modules and optimizers with databases of samples, which are in its wheel. A sample
agrees, or is refused by mytorch in a sentence, or differs; what may differ, and why, is in differences.py.
"""

import contextlib
import warnings
from typing import NamedTuple

import numpy as np
import torch

import mytorch
from tests.oracle.pytorch_names.translate import NoTranslation, as_array, leaves, to_mytorch

CLOSE = 1e-10  # relative to the largest element, or to 1
REFUSALS = (TypeError, ValueError, RuntimeError, NotImplementedError, IndexError, KeyError)


class Outcome(NamedTuple):
    """What came of a sample."""

    kind: str  # "agrees", "refused", "differs", "not translated"
    why: str = ""


def compare(theirs, ours, given, *, gradients=True, values=True):
    """Call theirs(*args, **kwargs) and ours(*args, **kwargs) with the same sample, (args, kwargs)."""
    made = []
    try:
        args, kwargs = to_mytorch(given, made)
    except NoTranslation as reason:
        return Outcome("not translated", str(reason))
    for tensor, _ in made:
        tensor.grad = None  # samples may share tensors
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = theirs(*given[0], **given[1])
        try:
            with np.errstate(all="ignore"):
                got = ours(*args, **kwargs)
        except REFUSALS as refusal:
            said = str(refusal)
            is_sentence = len(said) > 15 and " " in said and "Traceback" not in said
            return Outcome("refused" if is_sentence else "differs", f"{type(refusal).__name__}: {said}")
        difference = _difference(leaves(expected), leaves(got), values)
        if difference:
            return Outcome("differs", difference)
        if gradients:
            difference = _gradient_difference(leaves(expected), leaves(got), made)
    return Outcome("differs", difference) if difference else Outcome("agrees")


def _difference(expected, got, values):
    if len(expected) != len(got):
        return f"{len(got)} results for {len(expected)}"
    for theirs, ours in zip(expected, got, strict=True):
        if not isinstance(theirs, torch.Tensor | int | float | bool):
            continue
        a, b = as_array(theirs), as_array(ours)
        if a.shape != b.shape:
            return f"shape {b.shape} for {a.shape}"
        if isinstance(theirs, torch.Tensor) and a.dtype != b.dtype:
            return f"dtype {b.dtype} for {a.dtype}"
        if values and not close(a, b):
            return f"value off by {_off(a, b):.2g}"
    return ""


def _gradient_difference(expected, got, made):
    theirs = [z for z in expected if isinstance(z, torch.Tensor) and z.requires_grad]
    ours = [z for z in got if isinstance(z, mytorch.Tensor) and z.requires_grad]
    if len(theirs) != len(ours):
        return f"{len(ours)} results require a gradient, for {len(theirs)}"
    if not theirs:
        return ""
    rng = np.random.default_rng(0)
    upstream = [rng.normal(size=tuple(z.shape)).astype(as_array(z).dtype) for z in theirs]
    torch.autograd.backward(theirs, [torch.from_numpy(np.array(g)) for g in upstream])
    for z, g in zip(ours, upstream, strict=True):
        z.backward(mytorch.Tensor(g), retain_graph=True)
    for i, (their_leaf, our_leaf) in enumerate(made):
        if not their_leaf.requires_grad or not their_leaf.is_leaf:
            continue
        a = np.zeros(our_leaf.shape) if their_leaf.grad is None else as_array(their_leaf.grad)
        b = np.zeros(our_leaf.shape) if our_leaf.grad is None else as_array(our_leaf.grad)
        if not close(a, b):
            return f"gradient of input {i} off by {_off(a, b):.2g}"
    return ""


def close(a, b):
    """Whether two arrays are equal up to rounding; infinities and NaNs stand at the same places."""
    if a.dtype.kind not in "fc":
        return bool(np.array_equal(a, b))
    finite = np.isfinite(a)
    if not np.array_equal(finite, np.isfinite(b)) or not np.array_equal(
        a[~finite], b[~finite], equal_nan=True
    ):
        return False
    scale = max(1.0, float(np.abs(a[finite]).max(initial=0)))
    return bool((np.abs(a - b)[finite] <= CLOSE * scale).all())


def _off(a, b):
    with contextlib.suppress(TypeError), np.errstate(all="ignore"):
        return float(np.nanmax(np.abs(a - b), initial=0))
    return float("nan")
