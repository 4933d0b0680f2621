"""Random graphs against PyTorch: many ops, shared nodes, diamonds, leaves used often, never, or as constants.

A program is a list of steps; each names an op and the nodes it works on, counted back from the newest.
Both libraries run it; values stay near 1, so that rounding does not grow.
"""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mytorch import Tensor
from mytorch.nn import functional

SIDE = 3
SHAPES = [(), (SIDE,), (1, SIDE), (SIDE, 1), (SIDE, SIDE)]
APART = np.arange(9.0).reshape(3, 3) ** 1.5 / 7  # so that maxima are never ties, broken by rounding


def square(x):
    """x stretched to (3, 3)."""
    return x + np.zeros((SIDE, SIDE)) if isinstance(x, Tensor) else x + torch.zeros(SIDE, SIDE)


def apart(x):
    return square(x) + (APART if isinstance(x, Tensor) else torch.from_numpy(APART))


OPS = {
    "add": lambda F, x, y: x + y,
    "sub": lambda F, x, y: x - y,
    "mul": lambda F, x, y: F.tanh(x) * y,
    "div": lambda F, x, y: x / (1.0 + y * y),
    "pow": lambda F, x, y: (1.2 + F.sigmoid(x)) ** F.tanh(y),
    "square": lambda F, x, y: F.tanh(x) ** 2,
    "neg": lambda F, x, y: 0.3 - (-x),
    "exp": lambda F, x, y: F.tanh(x).exp(),
    "log": lambda F, x, y: (1.1 + x * x).log(),
    "sqrt": lambda F, x, y: (1.1 + x * x).sqrt(),
    "relu": lambda F, x, y: F.relu(x + 0.1234),
    "sigmoid": lambda F, x, y: F.sigmoid(x - y),
    "matmul": lambda F, x, y: F.tanh(square(x)) @ F.sigmoid(square(y)),
    "vector": lambda F, x, y: F.tanh(square(x)) @ F.tanh(square(y))[1],
    "linear": lambda F, x, y: F.linear(F.tanh(square(x)), F.tanh(square(y)), F.tanh(square(x - y)[0])),
    "batch_norm": lambda F, x, y: F.batch_norm(apart(F.tanh(x)), *stats(F), square(y)[0], square(x)[2], True),
    "cross_entropy": lambda F, x, y: F.cross_entropy(apart(x), labels(F)),
    "sum": lambda F, x, y: F.tanh(square(x)).sum(1, True),
    "mean": lambda F, x, y: square(x).mean(0),
    "max": lambda F, x, y: apart(x).max(),
    "max along": lambda F, x, y: apart(x).max(0).values,
    "T": lambda F, x, y: square(x).transpose(0, 1),
    "reshape": lambda F, x, y: square(x).reshape(-1)[2:8].reshape(2, 3).sum(0),
    "rows": lambda F, x, y: square(x)[[2, 0, 2]],
    "column": lambda F, x, y: square(x)[:, 1],
    "clone": lambda F, x, y: x.clone(),
    "detach": lambda F, x, y: x.detach() * y,
}  # fmt: skip


def stats(F):
    """A running mean and variance to start from."""
    make = Tensor if F is functional else torch.tensor
    return make(np.zeros(SIDE)), make(np.ones(SIDE))


def labels(F):
    return [2, 0, 1] if F is functional else torch.tensor([2, 0, 1])


def run(F, program, leaves):
    """All nodes: the leaves, and the result of every step."""
    nodes = list(leaves)
    for name, i, j in program:
        nodes.append(OPS[name](F, nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)]))
    return nodes


# Small numbers are near the newest node, so chains are as likely as bushes; and they shrink to chains.
NODE = st.one_of(st.integers(0, 2), st.integers(0, 40))
PROGRAM = st.lists(st.tuples(st.sampled_from(sorted(OPS)), NODE, NODE), min_size=1, max_size=40)
LEAVES = st.lists(st.tuples(st.sampled_from(SHAPES), st.booleans()), min_size=1, max_size=5)
SEED = st.integers(0, 2**32 - 1)


@pytest.fixture(autouse=True)
def double_by_default():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def compare(oracle, program, leaves, seed, losses=1):
    """Run the program, walk back from the last `losses` nodes, and compare every value and leaf gradient."""
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape, _ in leaves]
    ours = [Tensor(x, requires_grad=wanted) for x, (_, wanted) in zip(arrays, leaves, strict=True)]
    theirs = [torch.tensor(x, requires_grad=wanted) for x, (_, wanted) in zip(arrays, leaves, strict=True)]
    z_ours, z_theirs = run(functional, program, ours), run(torch.nn.functional, program, theirs)
    for i, (a, b) in enumerate(zip(z_ours, z_theirs, strict=True)):
        assert (a.requires_grad, a.is_leaf) == (b.requires_grad, b.is_leaf), i
        oracle.close(a.data, b, 1e-10, 1, f"node {i}")
    for a, b in list(zip(z_ours, z_theirs, strict=True))[-losses:]:
        if a.requires_grad:
            upstream = np.asarray(rng.normal(size=a.shape))
            a.backward(Tensor(upstream), retain_graph=losses > 1)
            b.backward(torch.tensor(upstream), retain_graph=losses > 1)
    for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        assert (a.grad is None) == (b.grad is None), f"leaf {i}: {a.grad}, PyTorch has {b.grad}"
        if a.grad is not None:
            oracle.close(a.grad.data, b.grad, 1e-10, 1, f"the gradient of leaf {i}")
    assert all(z.grad is None for z in z_ours if not z.is_leaf)


@settings(max_examples=300)
@given(program=PROGRAM, leaves=LEAVES, seed=SEED)
def test_every_value_and_leaf_gradient_of_a_random_graph_agrees(oracle, program, leaves, seed):
    compare(oracle, program, leaves, seed)


@settings(max_examples=60)
@given(program=PROGRAM, leaves=LEAVES, seed=SEED)
def test_losses_that_share_a_retained_graph_add_up(oracle, program, leaves, seed):
    compare(oracle, program, leaves, seed, losses=3)


@pytest.mark.parametrize("name", OPS)
def test_an_op_of_the_random_graphs_agrees_alone_and_in_a_ladder_of_diamonds(oracle, name):
    leaves = [((SIDE, SIDE), True), ((1, SIDE), True), ((), True)]
    compare(oracle, [(name, 2, 1)], leaves, 1)
    compare(oracle, [(name, 0, 0), (name, 0, 1), ("add", 0, 1)] * 4, leaves, 2)


def test_a_large_graph_agrees(oracle):
    rng = np.random.default_rng(0)
    steps = [name for name in sorted(OPS) if name != "detach"]
    program = [(rng.choice(steps), int(rng.integers(6)), int(rng.integers(60))) for _ in range(600)]
    compare(oracle, program, [(shape, i != 2) for i, shape in enumerate(SHAPES)], 3)
