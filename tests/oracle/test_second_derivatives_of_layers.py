"""Second and third derivatives of layers, losses and the functions of tensors against PyTorch's, in float64.

A case is a function of F (the nn.functional of either library) and of tensors. Labels and weights are
constants, which each library gets as tensors.
"""

import numpy as np
import pytest
import torch

import mytorch
from mytorch import Tensor, autograd
from mytorch.nn import functional

RELATIVE = 1e-8
LABELS = np.array([0, 2, 1])
TRUTHS = np.linspace(0.1, 0.8, 4)


def drawn(*shape):
    return np.random.default_rng(len(shape) + sum(shape)).standard_normal(shape)


CASES = {  # a function, the inputs to differentiate by, and constants
    "convolution": (
        lambda F, x, w, b: F.conv2d(x, w, b, stride=2, padding=1) ** 2,
        [drawn(2, 4, 5, 5), drawn(3, 4, 3, 3), drawn(3)],
        [],
    ),
    "convolution in groups": (
        lambda F, x, w, b: F.conv2d(x, w, b, groups=2, dilation=2) ** 2,
        [drawn(2, 4, 5, 5), drawn(4, 2, 2, 2), drawn(4)],
        [],
    ),
    "convolution of sequences": (
        lambda F, x, w: F.conv1d(x, w, stride=2) ** 2,
        [drawn(2, 3, 6), drawn(2, 3, 3)],
        [],
    ),
    "max pool": (lambda F, x: F.max_pool2d(x, 2, stride=1, padding=1) ** 3, [drawn(2, 3, 5, 5)], []),
    "average pool": (lambda F, x: F.avg_pool2d(x, 2, stride=1, padding=1) ** 3, [drawn(2, 3, 5, 5)], []),
    "layer norm": (lambda F, x, w, b: F.layer_norm(x, (3,), w, b), [drawn(4, 3), drawn(3), drawn(3)], []),
    "embedding": (lambda F, x, labels: F.embedding(labels, x) ** 3, [drawn(3, 2)], [LABELS]),
    "cross entropy": (lambda F, x, y: F.cross_entropy(x, y, reduction="none"), [drawn(3, 4)], [LABELS]),
    "smoothed": (lambda F, x, y: F.cross_entropy(x, y, label_smoothing=0.1), [drawn(3, 4)], [LABELS]),
    "ignored": (lambda F, x, y: F.cross_entropy(x, y, ignore_index=2), [drawn(3, 4)], [LABELS]),
    "weighted": (lambda F, x, y, w: F.cross_entropy(x, y, weight=w), [drawn(3, 4)], [LABELS, TRUTHS]),
    "nll": (lambda F, x, y: F.nll_loss(x.log_softmax(1), y) ** 2, [drawn(3, 4)], [LABELS]),
    "bce": (lambda F, x, y: F.binary_cross_entropy(x.sigmoid(), y), [drawn(4)], [TRUTHS]),
    "bce of logits": (
        lambda F, x, y: F.binary_cross_entropy_with_logits(x, y),
        [drawn(4)],
        [TRUTHS],
    ),
    "mse": (lambda F, x, y: F.mse_loss(x, y) ** 2, [drawn(4)], [TRUTHS]),
    "smooth l1": (lambda F, x, y: F.smooth_l1_loss(x, y), [drawn(4)], [TRUTHS]),
    "prod": (lambda F, x: x.prod(1), [drawn(3, 4)], []),
    "prod with zeros": (lambda F, x: x.prod(1), [np.array([[0.0, 2.0, 3.0], [1.0, 0.0, 0.0]])], []),
    "cumsum": (lambda F, x: x.cumsum(1) ** 3, [drawn(3, 4)], []),
    "logsumexp": (lambda F, x: x.logsumexp((0, 1)), [drawn(3, 4)], []),
    "softmax": (lambda F, x: x.softmax(1) * x.log_softmax(0), [drawn(3, 4)], []),
    "norm": (lambda F, x: x.norm() + x.norm(3, 0).sum() + x.norm(1), [drawn(3, 4)], []),
    "std and var": (lambda F, x: x.std(1) * x.var(1), [drawn(3, 4)], []),
    "waves": (lambda F, x: x.sin() * x.cos() + abs(x) * x, [drawn(5)], []),
    **{
        name: (lambda F, x, name=name: getattr(F, name)(x) ** 2, [drawn(7)], [])
        for name in ("gelu", "silu", "elu", "softplus", "leaky_relu", "logsigmoid", "softplus")
    },
}
# What is beyond has jumps; and PyTorch's third derivative of a layer norm is not the numerical one.
TO_ORDER_2 = {"smooth l1", "elu", "layer norm"}


def derivatives(grad, wrap, z, xs, order):
    """The gradients of z, a random combination of them differentiated again, and so on."""
    rng, found = np.random.default_rng(0), []
    y = (z * wrap(rng.standard_normal(tuple(z.shape)))).sum()
    for _ in range(order):
        grads = grad(y, xs, create_graph=True, materialize_grads=True)
        found.append(grads)
        y = sum((g * wrap(rng.standard_normal(tuple(g.shape)))).sum() for g in grads)
        if not y.requires_grad:
            break
    return found


@pytest.mark.parametrize("name", CASES)
def test_derivatives_of_derivatives_agree(oracle, name):
    fn, inputs, constants = CASES[name]
    order = 2 if name in TO_ORDER_2 else 3
    ours = [Tensor(x, requires_grad=True) for x in inputs]
    theirs = [oracle.to_torch(x).requires_grad_() for x in inputs]
    z = fn(functional, *ours, *map(Tensor, constants))
    other = fn(torch.nn.functional, *theirs, *map(oracle.to_torch, constants))
    found = derivatives(autograd.grad, Tensor, z, ours, order)
    expected = derivatives(torch.autograd.grad, torch.from_numpy, other, theirs, order)
    assert len(found) >= 2
    for nth, (grads, others) in enumerate(zip(found, expected, strict=False), start=1):
        for i, (g, h) in enumerate(zip(grads, others, strict=True)):
            oracle.close(g.data, h, RELATIVE, what=f"derivative {nth} of input {i}")


def test_a_sum_of_products_agrees(oracle):
    x, y = drawn(2, 3, 4), drawn(4, 2)
    ours = [Tensor(x, requires_grad=True), Tensor(y, requires_grad=True)]
    theirs = [oracle.to_torch(x).requires_grad_(), oracle.to_torch(y).requires_grad_()]
    pairs = zip(
        derivatives(autograd.grad, Tensor, mytorch.einsum("bij,jk->bik", *ours) ** 2, ours, 3),
        derivatives(
            torch.autograd.grad, torch.from_numpy, torch.einsum("bij,jk->bik", *theirs) ** 2, theirs, 3
        ),
        strict=True,
    )
    for grads, others in pairs:
        for g, h in zip(grads, others, strict=True):
            oracle.close(g.data, h, RELATIVE)
