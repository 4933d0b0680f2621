"""Second and third derivatives against PyTorch's, in float64.

A case is a function of F (the nn.functional of either library) and of tensors, so that the very same
expression runs on both.
"""

import numpy as np
import pytest
import torch

from mytorch import Tensor, autograd, ops
from mytorch.autograd.functional import hessian
from mytorch.nn import functional

RELATIVE = 1e-8
LABELS = np.array([0, 2, 1, 1])


def drawn(*shape):
    return np.random.default_rng(len(shape) + sum(shape)).standard_normal(shape)


def positive(*shape):
    return np.abs(drawn(*shape)) + 0.3


def batch_norm(F, x, gamma, beta, mean, var):
    return F.batch_norm(x, mean + 0, var + 0, gamma, beta, True)


def batch_norm_by_elements(F, x, gamma, beta, mean, var):
    """The same in plain ops. The third derivative of PyTorch's own is another, and not the numerical one."""
    if F is functional:
        return batch_norm(F, x, gamma, beta, mean, var)
    deviation = x - x.mean(0)
    return deviation / ((deviation**2).mean(0) + 1e-5).sqrt() * gamma + beta


def network(F, x, weight, bias, gamma, beta, last, mean, var, labels):
    hidden = F.relu(F.batch_norm(F.linear(x, weight, bias), mean + 0, var + 0, gamma, beta, True))
    return F.cross_entropy(hidden @ last, labels)


STATISTICS = [np.zeros(3), np.ones(3)]
CASES = {  # a function, the inputs to differentiate by, and constants
    "sums of products": (lambda F, x, y: (x + y) * (x - y) * x, [drawn(3, 1), drawn(1, 4)], []),
    "quotients": (lambda F, x, y: x / y - 2 / y, [drawn(2, 3, 4), positive(4)], []),
    "powers": (lambda F, x, y: x**y, [positive(3, 1), drawn(4)], []),
    "powers of numbers": (lambda F, x: x**3 + x**2 + 2**x - -x, [drawn(5)], []),
    "exp, log and sqrt": (lambda F, x: x.exp() * x.log() + x.sqrt(), [positive(5)], []),
    "matrix products": (lambda F, x, y: (x @ y) ** 2, [drawn(2, 3), drawn(3, 4)], []),
    "batches of products": (lambda F, x, y: (x @ y) ** 2, [drawn(5, 2, 3), drawn(3, 4)], []),
    "a matrix and a vector": (lambda F, x, y: (x @ y) ** 2, [drawn(5, 2, 3), drawn(3)], []),
    "a vector and a matrix": (lambda F, x, y: (x @ y) ** 2, [drawn(3), drawn(5, 3, 2)], []),
    "two vectors": (lambda F, x, y: (x @ y) ** 3, [drawn(3), drawn(3)], []),
    "sum and mean": (lambda F, x: x.sum() * x.mean((0, 2), True) * x.sum(1, True), [drawn(2, 3, 4)], []),
    "max": (lambda F, x: x.max() ** 2 * x, [drawn(2, 3)], []),
    "max of equals": (lambda F, x: x.max() ** 2 * x, [np.ones((2, 2))], []),
    "max along a dim": (lambda F, x: x.max(1).values ** 2 * x.max(0, True).values.sum(), [drawn(3, 3)], []),
    "index": (lambda F, x: x[[0, 0, 1]] ** 3 * x[1], [drawn(2, 3)], []),
    "slices": (lambda F, x: x[:, 1:] ** 2 * x[:, :2], [drawn(2, 3)], []),
    "shapes": (
        lambda F, x: (x.permute(2, 0, 1).reshape(-1) ** 3) * x.transpose(0, 2).sum(),
        [drawn(2, 3, 4)],
        [],
    ),
    "matrix transposed": (lambda F, x: x.T @ x @ x.T, [drawn(2, 3)], []),
    "clone": (lambda F, x: x.clone() ** 3, [drawn(3)], []),
    "activations": (lambda F, x: F.sigmoid(x) * F.tanh(x) * F.relu(x), [drawn(4, 3)], []),
    "linear": (lambda F, x, w, b: F.linear(x, w, b) ** 2, [drawn(4, 3), drawn(2, 3), drawn(2)], []),
    "batch norm in training": (batch_norm, [drawn(5, 3), drawn(3), drawn(3)], STATISTICS),
    "batch norm": (batch_norm_by_elements, [drawn(5, 3), drawn(3), drawn(3)], STATISTICS),
    "cross entropy": (lambda F, x, y: F.cross_entropy(x, y), [drawn(4, 3)], [LABELS]),
    "cross entropy, summed": (
        lambda F, x, y: F.cross_entropy(x, y, reduction="sum"),
        [drawn(4, 3)],
        [LABELS],
    ),
    "a network": (
        network,
        [drawn(4, 2), drawn(3, 2), drawn(3), drawn(3), drawn(3), drawn(3, 5)],
        [*STATISTICS, LABELS],
    ),
}


def derivatives(grad, wrap, z, xs, order, seed=0):
    """The gradients of z, a random combination of them differentiated again, and so on."""
    rng, found = np.random.default_rng(seed), []
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
    ours = [Tensor(x, requires_grad=True) for x in inputs]
    theirs = [oracle.to_torch(x).requires_grad_() for x in inputs]
    z = fn(functional, *ours, *map(Tensor, constants))
    other = fn(torch.nn.functional, *theirs, *map(oracle.to_torch, constants))
    order = 2 if name in ("batch norm in training", "a network") else 3  # see batch_norm_by_elements
    found = derivatives(autograd.grad, Tensor, z, ours, order)
    expected = derivatives(torch.autograd.grad, torch.from_numpy, other, theirs, order)
    assert len(found) >= 2
    for nth, (grads, others) in enumerate(zip(found, expected, strict=False), start=1):
        for i, (g, h) in enumerate(zip(grads, others, strict=True)):
            oracle.close(g.data, h, RELATIVE, what=f"derivative {nth} of input {i}")


def test_a_hessian_of_a_network_agrees(oracle):
    fn, inputs, constants = CASES["a network"]
    ours = hessian(lambda *xs: fn(functional, *xs, *map(Tensor, constants)), tuple(map(Tensor, inputs)))
    theirs = torch.autograd.functional.hessian(
        lambda *xs: fn(torch.nn.functional, *xs, *map(oracle.to_torch, constants)),
        tuple(map(oracle.to_torch, inputs)),
    )
    for row, other_row in zip(ours, theirs, strict=True):
        for block, other in zip(row, other_row, strict=True):
            oracle.close(block.data, other, RELATIVE)


def test_places_that_are_added_to_agree(oracle):
    x = drawn(3, 2)
    ours, theirs = Tensor(x, requires_grad=True), oracle.to_torch(x).requires_grad_()
    z = ops.AddAt.apply(ours, key=[0, 2, 0], shape=(4, 2)) ** 3
    other = torch.zeros(4, 2, dtype=torch.float64).index_add(0, torch.tensor([0, 2, 0]), theirs) ** 3
    oracle.close(z.data, other)
    pairs = zip(
        derivatives(autograd.grad, Tensor, z, [ours], 3),
        derivatives(torch.autograd.grad, torch.from_numpy, other, [theirs], 3),
        strict=True,
    )
    for (g,), (h,) in pairs:
        oracle.close(g.data, h, RELATIVE)
