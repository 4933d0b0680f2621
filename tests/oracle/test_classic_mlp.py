"""The by-hand network against PyTorch in float64: the same start, the same data, the same dialect.

Letters: `ours` by hand, `theirs` PyTorch's. Their weights are (out, in) and their loss is a mean.
"""

import numpy as np
import pytest
import torch
from torch.nn import functional

from classic_mlp.activation import Identity, ReLU, Sigmoid, Tanh
from classic_mlp.batchnorm import BatchNorm
from classic_mlp.linear import Linear
from classic_mlp.loss import SoftmaxCrossEntropy
from classic_mlp.mlp import MLP
from classic_mlp.training import get_training_stats

PAIRS = [
    (Identity, torch.nn.Identity),
    (Sigmoid, torch.nn.Sigmoid),
    (Tanh, torch.nn.Tanh),
    (ReLU, torch.nn.ReLU),
]


@pytest.fixture
def rng():
    return np.random.default_rng(2020)


def assert_close(ours, theirs, tol, scale=0.0):
    """Off by at most tol times the tensor's largest element, or times scale where that is 0."""
    theirs = theirs.detach().numpy()
    assert np.abs(ours - theirs.reshape(ours.shape)).max() <= tol * max(np.abs(theirs).max(), scale)


def leaf(array):
    return torch.tensor(array, requires_grad=True)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_an_activation(ours, theirs, rng):
    z, delta = rng.normal(0, 5, (50, 40)), rng.normal(size=(50, 40))
    f, x = ours(), leaf(z)
    y = theirs()(x)
    y.backward(torch.tensor(delta))
    assert_close(f(z), y, 1e-15)
    assert_close(delta * f.derivative(), x.grad, 1e-15)


def test_softmax_cross_entropy(rng):
    logits, classes = rng.normal(0, 4, (30, 10)), rng.integers(10, size=30)
    criterion, x = SoftmaxCrossEntropy(), leaf(logits)
    losses = functional.cross_entropy(x, torch.tensor(classes), reduction="none")
    losses.sum().backward()
    assert_close(criterion(logits, np.eye(10)[classes]), losses, 1e-15)
    assert_close(criterion.derivative(), x.grad, 1e-15)


@pytest.mark.parametrize("size", [1, 13])
def test_linear(size, rng):
    W, b = rng.normal(size=(20, 7)), rng.normal(size=(1, 7))
    layer = Linear(20, 7, lambda *shape: W, lambda n: b)
    x, delta = rng.normal(size=(size, 20)), rng.normal(size=(size, 7))
    x_, W_, b_ = leaf(x), leaf(W.T.copy()), leaf(b[0])
    y = functional.linear(x_, W_, b_)
    y.backward(torch.tensor(delta))
    assert_close(layer(x), y, 1e-14)
    assert_close(layer.backward(delta), x_.grad, 1e-14)
    assert_close(layer.dW, W_.grad.T / size, 1e-14)
    assert_close(layer.db, b_.grad / size, 1e-14)


@pytest.mark.parametrize("unbiased", [False, True])
@pytest.mark.parametrize("eps", [1e-8, 1e-5])
def test_batch_norm_in_either_dialect(eps, unbiased, rng):
    ours = BatchNorm(6, eps=eps, unbiased_running_var=unbiased)
    theirs = torch.nn.BatchNorm1d(6, eps=eps, momentum=1 - ours.alpha, dtype=torch.float64)
    ours.gamma, ours.beta = rng.normal(size=(1, 6)), rng.normal(size=(1, 6))
    with torch.no_grad():
        theirs.weight.copy_(torch.tensor(ours.gamma[0]))
        theirs.bias.copy_(torch.tensor(ours.beta[0]))
    size = 9
    for evaluate in (False, False, True):
        x, delta = rng.normal(1, 2, (size, 6)), rng.normal(size=(size, 6))
        x_ = leaf(x)
        theirs.zero_grad()
        theirs.train(not evaluate)
        y = theirs(x_)
        y.backward(torch.tensor(delta))
        assert_close(ours(x, eval=evaluate), y, 1e-14)
        assert_close(ours.backward(delta), x_.grad, 1e-13)
        assert_close(ours.dgamma, theirs.weight.grad, 1e-14)
        assert_close(ours.dbeta, theirs.bias.grad, 1e-14)
        if evaluate or unbiased:
            assert_close(ours.running_var, theirs.running_var, 1e-14)
        if not unbiased and not evaluate:
            with torch.no_grad():  # theirs is always unbiased: take back the factor of this batch
                theirs.running_var -= (1 - ours.alpha) * x_.var(0) / size
        assert_close(ours.running_mean, theirs.running_mean, 1e-14)


class BiasedBatchNorm(torch.nn.BatchNorm1d):
    """PyTorch's batch norm in the dialect of Spring 2020, whose running variance is biased."""

    def forward(self, x):
        before = self.running_var.clone()
        y = super().forward(x)
        if self.training:
            self.running_var = 0.9 * before + 0.1 * x.detach().var(0, unbiased=False)
        return y


def twins(rng, sizes, kinds, momentum=0.0, num_bn_layers=0, lr=0.01, weight_scale=1.0):
    """One network twice, from one start; BN's parameters at random."""
    n_in, *hiddens, n_out = sizes
    ours = MLP(
        n_in,
        n_out,
        hiddens,
        [kind() for kind in kinds],
        lambda n_in, n_out: weight_scale * rng.normal(size=(n_in, n_out)),
        lambda n_out: rng.normal(size=(1, n_out)),
        SoftmaxCrossEntropy(),
        lr,
        momentum=momentum,
        num_bn_layers=num_bn_layers,
    )
    modules = []
    for i, (linear, kind) in enumerate(zip(ours.linear_layers, kinds, strict=True)):
        module = torch.nn.Linear(*linear.W.shape, dtype=torch.float64)
        with torch.no_grad():
            module.weight.copy_(torch.tensor(linear.W.T))
            module.bias.copy_(torch.tensor(linear.b[0]))
        modules.append(module)
        if i < num_bn_layers:
            bn = ours.bn_layers[i]
            bn.gamma, bn.beta = rng.normal(size=bn.gamma.shape), rng.normal(size=bn.beta.shape)
            module = BiasedBatchNorm(linear.W.shape[1], eps=1e-8, dtype=torch.float64)
            with torch.no_grad():
                module.weight.copy_(torch.tensor(bn.gamma[0]))
                module.bias.copy_(torch.tensor(bn.beta[0]))
            modules.append(module)
        modules.append(dict(PAIRS)[kind]())
    return ours, torch.nn.Sequential(*modules)


class Step:
    """v = momentum * v - lr * g;  p += v for linear layers, g of the mean loss;
    p -= lr * g for batch norm, g of the summed loss."""

    def __init__(self, theirs, lr, momentum):
        self.theirs, self.lr, self.momentum = theirs, lr, momentum
        self.velocity = {p: torch.zeros_like(p) for p in theirs.parameters()}

    def __call__(self, size):
        with torch.no_grad():
            for module in self.theirs:
                for p in module.parameters():
                    if isinstance(module, BiasedBatchNorm):
                        p -= self.lr * size * p.grad
                    else:
                        self.velocity[p].mul_(self.momentum).sub_(self.lr * p.grad)
                        p += self.velocity[p]


NETWORKS = [
    ("linear", [12, 10], [Identity], 16, 0),
    ("the handout's", [30, 16, 16, 8, 10], [Sigmoid, Sigmoid, Sigmoid, Identity], 20, 0),
    ("every activation", [12, 9, 8, 7, 10], [ReLU, Tanh, Sigmoid, Identity], 7, 0),
    ("one example", [12, 9, 10], [Sigmoid, Identity], 1, 0),
    ("sixteen layers", [8] * 17, [Tanh, Sigmoid] * 8, 11, 0),
    ("bn on one layer", [12, 9, 10], [Sigmoid, Identity], 16, 1),
    ("bn on three", [30, 16, 16, 8, 10], [Sigmoid, Sigmoid, Sigmoid, Identity], 20, 3),
    ("bn on all", [12, 9, 8, 10], [ReLU, Tanh, Identity], 15, 3),
]


@pytest.mark.parametrize(
    ("sizes", "kinds", "size", "num_bn_layers"), [n[1:] for n in NETWORKS], ids=[n[0] for n in NETWORKS]
)
def test_every_gradient_of_a_network(sizes, kinds, size, num_bn_layers, rng):
    ours, theirs = twins(rng, sizes, kinds, num_bn_layers=num_bn_layers)
    x, classes = rng.normal(size=(size, sizes[0])), rng.integers(sizes[-1], size=size)
    ours(x)
    dx = ours.backward(np.eye(sizes[-1])[classes], input_gradient=True)
    x_ = leaf(x)
    functional.cross_entropy(theirs(x_), torch.tensor(classes), reduction="sum").backward()

    tol = 1e-10 if num_bn_layers else 1e-12
    scale = max(np.abs(layer.dW).max() for layer in ours.linear_layers)  # a bias before BN: the truth is 0
    assert_close(dx, x_.grad, tol)
    linears = [module for module in theirs if isinstance(module, torch.nn.Linear)]
    norms = [module for module in theirs if isinstance(module, torch.nn.BatchNorm1d)]
    for layer, module in zip(ours.linear_layers, linears, strict=True):
        assert_close(layer.dW, module.weight.grad.T / size, tol, scale)
        assert_close(layer.db, module.bias.grad / size, tol, scale)
    for layer, module in zip(ours.bn_layers, norms, strict=True):
        assert_close(layer.dgamma, module.weight.grad, tol)
        assert_close(layer.dbeta, module.bias.grad, tol)


@pytest.mark.parametrize("num_bn_layers", [0, 2])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_parameters_after_many_steps(momentum, num_bn_layers, rng):
    sizes, kinds = [12, 9, 8, 10], [Sigmoid, Tanh, Identity]
    ours, theirs = twins(rng, sizes, kinds, momentum, num_bn_layers)
    step = Step(theirs, ours.lr, momentum)
    for _ in range(20):
        x, classes = rng.normal(size=(15, 12)), rng.integers(10, size=15)
        ours(x)
        ours.backward(np.eye(10)[classes])
        ours.step()
        theirs.zero_grad()
        functional.cross_entropy(theirs(torch.tensor(x)), torch.tensor(classes)).backward()
        step(len(x))
    linears = [module for module in theirs if isinstance(module, torch.nn.Linear)]
    norms = [module for module in theirs if isinstance(module, torch.nn.BatchNorm1d)]
    for layer, module in zip(ours.linear_layers, linears, strict=True):
        assert_close(layer.W, module.weight.T, 1e-11)
        assert_close(layer.b, module.bias, 1e-11)
    for layer, module in zip(ours.bn_layers, norms, strict=True):
        for name, their_name in [
            ("gamma", "weight"),
            ("beta", "bias"),
            ("running_mean",) * 2,
            ("running_var",) * 2,
        ]:
            assert_close(getattr(layer, name), getattr(module, their_name), 1e-11)
    ours.eval()
    theirs.eval()
    assert_close(ours(x), theirs(torch.tensor(x)), 1e-11)


@pytest.mark.parametrize("num_bn_layers", [0, 3])
def test_two_epochs_of_training_statistics(num_bn_layers, rng):
    """The Spring course's run in small: 32, 32, 32, standard normal weights, and a short last batch."""
    sizes, kinds = [40, 32, 32, 32, 10], [Sigmoid, Sigmoid, Sigmoid, Identity]
    ours, theirs = twins(rng, sizes, kinds, 0.856, num_bn_layers, lr=1e-3)
    sets = []
    for size in (730, 250):
        x = rng.normal(size=(size, 40))
        sets.append((x, np.eye(10)[(x[:, :10] + rng.normal(size=(size, 10))).argmax(axis=1)]))

    np.random.seed(7)  # noqa: NPY002
    stats = get_training_stats(ours, (*sets, None), 2, 100)

    np.random.seed(7)  # noqa: NPY002
    (x, classes), (val_x, val_classes) = ((torch.tensor(x), torch.tensor(y.argmax(axis=1))) for x, y in sets)
    step, order = Step(theirs, 1e-3, 0.856), np.arange(730)
    for epoch in range(2):
        np.random.shuffle(order)  # noqa: NPY002
        loss = wrong = 0.0
        theirs.train()
        for rows in torch.tensor(order).split(100):
            theirs.zero_grad()
            out = theirs(x[rows])
            mean = functional.cross_entropy(out, classes[rows])
            mean.backward()
            step(len(rows))
            loss += mean.item() * len(rows)
            wrong += (out.argmax(1) != classes[rows]).sum().item()
        theirs.eval()
        with torch.no_grad():
            out = theirs(val_x)
        want = [
            loss / 730,
            wrong / 730,
            functional.cross_entropy(out, val_classes).item(),
            (out.argmax(1) != val_classes).double().mean().item(),
        ]
        np.testing.assert_allclose([figures[epoch] for figures in stats], want, rtol=1e-9, atol=1e-12)
