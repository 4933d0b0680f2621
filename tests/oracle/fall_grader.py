"""A stand-in for Fall 2020's grader: an unpacked hand-in against PyTorch in float64.

It runs in the hand-in's top folder, loads it as the course's grader does, and prints {check: what is wrong,
"" for nothing} as JSON. Written from the handout and from what is known of the course's grader: values to
1e-5, forward passes of the operations to 1e-10.
"""
# ruff: noqa: E402, F403, F405, I001, NPY002, PT018 (imports and generator are the course's; no pytest asserts)

import json
import os
import sys
import traceback

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(0, "./")

import mytorch.nn.functional
from hw1.mnist import mnist
from mytorch.autograd_engine import *
from mytorch.nn.activations import *
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.functional import *
from mytorch.nn.linear import Linear
from mytorch.nn.loss import *
from mytorch.nn.sequential import Sequential
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor

ops = mytorch.nn.functional
CHECKS = {}


def check(function):
    CHECKS[function.__name__.replace("_", " ")] = function
    return function


def twin(tensor):
    """PyTorch's tensor with the same data and flag."""
    return torch.tensor(tensor.data).double().requires_grad_(tensor.requires_grad)


def same(ours, theirs, what="a value", rtol=1e-5):
    assert isinstance(ours, Tensor), f"{what} is {type(ours)}"
    theirs = theirs.detach().numpy()
    assert isinstance(ours.data, np.ndarray) and ours.data.dtype == np.float64, what
    assert ours.shape == theirs.shape, f"{what} has shape {ours.shape}, not {theirs.shape}"
    assert np.allclose(ours.data, theirs, rtol=rtol), f"{what} is {ours.data}, not {theirs}"


def same_leaf(ours, theirs, what="a leaf"):
    """Data and gradient alike; no gradient where PyTorch has none."""
    same(ours, theirs, what)
    if theirs.grad is None:
        assert ours.grad is None, f"{what} has a gradient"
    else:
        same(ours.grad, theirs.grad, f"the gradient of {what}")


def drawn(*shape, requires_grad=True):
    tensor = Tensor.randn(*shape)
    tensor.requires_grad = requires_grad
    return tensor


def expression(leaves, make):
    """Run `make` on the leaves and on PyTorch's, go back, compare all. Only leaves have a gradient."""
    others = [twin(leaf) for leaf in leaves]
    ours, theirs = make(*leaves), make(*others)
    ours[-1].backward()
    theirs[-1].sum().backward()
    for mine, other in zip(ours, theirs, strict=True):
        same(mine, other, "an intermediate value")
        assert mine.grad is None and mine.requires_grad == other.requires_grad
        assert mine.is_leaf == other.is_leaf
    for i, (mine, other) in enumerate(zip(leaves, others, strict=True)):
        same_leaf(mine, other, f"leaf {i}")


@check
def it_is_the_unpacked_one():
    assert mytorch.__file__.startswith(os.getcwd()), mytorch.__file__
    assert nn is torch.nn and F is torch.nn.functional and np.__name__ == "numpy"


@check
def subtract_multiply_divide():
    for name, function in {"Sub": torch.sub, "Mul": torch.mul, "Div": torch.div, "Add": torch.add}.items():
        a, b = drawn(3, 4), drawn(3, 4)
        x, y = twin(a), twin(b)
        ctx = ContextManager()
        same(getattr(ops, name).forward(ctx, a, b), function(x, y), name, rtol=1e-10)
        upstream = Tensor.randn(3, 4)
        function(x, y).backward(twin(upstream))
        grads = getattr(ops, name).backward(ctx, upstream)
        assert isinstance(grads, tuple)
        same(grads[0], x.grad, f"{name}.backward, a")
        same(grads[1], y.grad, f"{name}.backward, b")
    a, b = drawn(2, 3), drawn(2, 3)
    same(a - b, twin(a) - twin(b), "a - b", rtol=1e-10)
    same(a * b, twin(a) * twin(b), "a * b", rtol=1e-10)
    same(a / b, twin(a) / twin(b), "a / b", rtol=1e-10)


@check
def autograd_on_arrays():
    expression([drawn(1, 2, 3), drawn(1, 2, 3), drawn(1, 2, 3)], lambda a, b, c: [a + b, (a + b) * c])
    expression([drawn(2, 3), drawn(2, 3, requires_grad=False)], lambda a, b: [a * b, a * b / b - a])
    expression([drawn(3), drawn(3)], lambda a, b: [a / b, b * b, a / b - b * b])


@check
def autograd_the_example_from_the_write_up():
    leaves = [Tensor(1, requires_grad=True), Tensor(2.0), Tensor(3, requires_grad=True)]
    expression(leaves, lambda a, b, c: [d := a + a * b, (d + c) + 3])
    a, b, c = Tensor(1, requires_grad=True), Tensor(2), Tensor(3, requires_grad=True)
    e = a + a * b + c + Tensor(3)
    e.backward()
    assert float(a.grad.data) == 3 and b.grad is None and float(c.grad.data) == 1 and float(e.data) == 9


@check
def autograd_from_ints():
    expression(
        [Tensor(4, requires_grad=True), Tensor(-2, requires_grad=True)], lambda a, b: [a / b, a / b * a]
    )
    expression(
        [Tensor([1, 2], requires_grad=True), Tensor([[3], [4]], requires_grad=True)], lambda a, b: [a * b]
    )


@check
def autograd_a_tensor_used_twice():
    expression([drawn(2, 3)], lambda a: [a * a, a * a + a])
    expression([drawn(2, 3), drawn(2, 3)], lambda a, b: [c := a * b, c * a - c / b])


@check
def autograd_reshape_and_broadcasting():
    expression(
        [drawn(2, 3), drawn(6)], lambda a, b: [a.reshape(-1), a.reshape(-1) + b, (a.reshape(-1) + b) * b]
    )
    for one, other in (((3, 1), (1, 4)), ((2, 3, 4), (4,)), ((), (2, 3)), ((1,), (5,)), ((1, 1), (3, 2))):
        expression([drawn(*one), drawn(*other)], lambda a, b: [a + b, a * b, (a + b) / (b * b + 1) - a])


def network(make):
    """A network of ours and PyTorch's, same weights: make(Linear, BatchNorm1d, ReLU) gives the layers."""
    ours = Sequential(*make(Linear, BatchNorm1d, ReLU))
    theirs = torch.nn.Sequential(*make(torch.nn.Linear, torch.nn.BatchNorm1d, torch.nn.ReLU)).double()
    for mine, other in zip(ours, theirs, strict=True):
        if isinstance(mine, Linear):
            other.weight.data, other.bias.data = torch.tensor(mine.weight.data), torch.tensor(mine.bias.data)
    return ours, theirs


def same_networks(ours, theirs):
    for mine, other in zip(ours, theirs, strict=True):
        if isinstance(mine, Linear):
            same_leaf(mine.weight, other.weight, "weight")
            same_leaf(mine.bias, other.bias, "bias")
        if isinstance(mine, BatchNorm1d):
            same_leaf(mine.gamma, other.weight, "gamma")
            same_leaf(mine.beta, other.bias, "beta")
            same(mine.running_mean, other.running_mean, "running_mean")
            same(mine.running_var, other.running_var, "running_var")
    for parameter in ours.parameters():
        assert parameter.requires_grad and parameter.is_leaf and parameter.is_parameter


NETWORKS = {
    "linear": lambda linear, bn, relu: [linear(10, 20)],
    "relu": lambda linear, bn, relu: [linear(10, 20), relu(), linear(20, 30), relu()],
    "batchnorm": lambda linear, bn, relu: [linear(10, 20), bn(20), relu(), linear(20, 30), bn(30), relu()],
    "mnist": lambda linear, bn, relu: [linear(784, 20), bn(20), relu(), linear(20, 10)],
}


@check
def layers_forward_and_backward():
    for make in NETWORKS.values():
        ours, theirs = network(make)
        x = drawn(6, 784 if make is NETWORKS["mnist"] else 10)
        other = twin(x)
        output, expected = ours(x), theirs(other)
        same(output, expected, "output")
        output.backward()
        expected.sum().backward()
        same_networks(ours, theirs)
        assert np.allclose(x.grad.data, other.grad.numpy(), rtol=1e-5, atol=1e-12)


@check
def cross_entropy_loss():
    for scale in (1, 100):
        logits = Tensor(scale * np.random.randn(8, 10), requires_grad=True)
        labels = np.random.randint(10, size=8)
        other = twin(logits)
        expected = torch.nn.CrossEntropyLoss()(other, torch.tensor(labels))
        expected.backward()
        for loss in (CrossEntropyLoss()(logits, Tensor(labels)), cross_entropy(logits, Tensor(labels))):
            same(loss, expected, "loss")
            assert loss.shape == ()
            logits.grad = None
            loss.backward()
            same_leaf(logits, other, "logits")


def steps(make, momentum, with_loss):
    """Five steps of training and five evaluations, everything compared after each."""
    ours, theirs = network(make)
    n_in = 784 if make is NETWORKS["mnist"] else 10
    optimizer = SGD(list(ours.parameters()), lr=0.01, momentum=momentum)
    reference = torch.optim.SGD(theirs.parameters(), lr=0.01, momentum=momentum)
    ours.train()
    theirs.train()
    for _ in range(5):
        x = np.random.randn(7, n_in)
        optimizer.zero_grad()
        reference.zero_grad()
        output, expected = ours(Tensor(x)), theirs(torch.tensor(x))
        same(output, expected, "output")
        if with_loss:
            labels = np.random.randint(output.shape[1], size=7)
            output = CrossEntropyLoss()(output, Tensor(labels))
            expected = torch.nn.CrossEntropyLoss()(expected, torch.tensor(labels))
            same(output, expected, "loss")
        output.backward()
        expected.sum().backward()
        optimizer.step()
        reference.step()
        same_networks(ours, theirs)
    ours.eval()
    theirs.eval()
    for rows in (7, 7, 1, 3, 5):
        x = np.random.randn(rows, n_in)
        same(ours(Tensor(x)), theirs(torch.tensor(x)), "output in evaluation")
    same_networks(ours, theirs)


@check
def sgd():
    for make in NETWORKS.values():
        steps(make, 0.0, with_loss=False)
        steps(make, 0.0, with_loss=True)


@check
def momentum():
    for make in NETWORKS.values():
        steps(make, 0.9, with_loss=True)


@check
def mnist_learns():
    x = np.random.rand(1000, 784)
    y = np.random.randint(10, size=1000)
    x[np.arange(1000), y] += 5
    accuracies = mnist(x[:800], y[:800], x[800:], y[800:])
    assert isinstance(accuracies, list) and len(accuracies) == 3
    assert all(0 <= accuracy <= 1 for accuracy in accuracies) and accuracies[-1] > 0.5


def main():
    np.random.seed(2020)
    torch.set_num_threads(1)
    found = {}
    for name, function in CHECKS.items():
        try:
            function()
            found[name] = ""
        except Exception:
            found[name] = traceback.format_exc()
    print(json.dumps(found))


main()
