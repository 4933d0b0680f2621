"""How the tests against PyTorch compare: one thread, upstream gradients drawn at random, never all ones."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import Phase, settings

from mytorch import Tensor
from mytorch.nn import functional

torch.set_num_threads(1)
settings.register_profile(
    "oracle", settings.default, max_examples=60, phases=[Phase.generate, Phase.shrink]
)  # the rest of it is that of the profile in tests/conftest.py
settings.load_profile("oracle")

RELATIVE = 1e-10  # of the tensor's largest element
compared_ops = set()


@pytest.fixture(autouse=True)
def same_default_dtype():
    """Each test starts with PyTorch's own default dtype, whichever tests have run before."""
    torch.set_default_dtype(torch.float32)


def close(ours, theirs, relative=RELATIVE, floor=1e-3, what="it"):
    """Assert that shape and dtype are equal, and all elements to `relative` of the largest one.

    A tensor whose largest element is below `floor` counts as if it were floor: where the truth is 0,
    both libraries answer with rounding.
    """
    theirs = theirs.detach().numpy()
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype), what
    if ours.size:
        off = np.abs(np.subtract(ours, theirs, dtype=float)).max()
        allowed = relative * max(np.abs(theirs).max(), floor)
        assert off <= allowed, f"{what} is off by {off}, more than {allowed}:\n{ours}\nPyTorch:\n{theirs}"


def to_torch(x):
    """Arrays as PyTorch's tensors; other things as they are."""
    return torch.from_numpy(np.array(x, order="C")) if isinstance(x, np.ndarray) else x


def agree(op, arrays, constants=(), theirs=None, seed=0, relative=RELATIVE, floor=1e-3):
    """Assert that op(F, *tensors, *constants) has the same values and gradients in both libraries.

    F is the library's nn.functional, the tensors are leaves made of the arrays; constants that are arrays
    stay arrays for us. `theirs` is PyTorch's op where op itself will not do.
    """
    ours = [Tensor(x, requires_grad=True) for x in arrays]
    others = [to_torch(x).requires_grad_() for x in arrays]
    z = op(functional, *ours, *constants)
    expected = (theirs or op)(torch.nn.functional, *others, *map(to_torch, constants))
    close(z.data, expected, relative, floor, "the value")
    note_ops(z.grad_fn)
    upstream = np.asarray(np.random.default_rng(seed).normal(size=z.shape), z.dtype)
    z.backward(Tensor(upstream))
    expected.backward(to_torch(upstream))
    for i, (x, other) in enumerate(zip(ours, others, strict=True)):
        close(x.grad.data, other.grad, relative, floor, f"the gradient of input {i}")


def note_ops(node):
    """Remember which ops a graph consists of."""
    todo = [node]
    while todo:
        node = todo.pop()
        compared_ops.add(node.function_name)
        todo += [parent for parent in node.next_functions if parent]


@pytest.fixture(scope="session")
def oracle():
    """The functions above: tests import from the library only."""
    return SimpleNamespace(
        agree=agree, close=close, to_torch=to_torch, note_ops=note_ops, compared_ops=compared_ops
    )
