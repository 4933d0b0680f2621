"""Only this file knows the conventions of both courses: see docs/dialects.md.

It builds either twin of a problem, copies weights in both directions, and reads the results of both in one
dialect, Spring's: W (n_in, n_out), gradients of weights and biases averaged over the batch, those of gamma,
beta and x of the summed loss. It reshapes and copies but computes nothing, so all bits are kept.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_mlp
import classic_mlp
from autograder.crosscheck.problems import Problem
from hw1.networks import build_network
from mytorch import Tensor, nn

__all__ = [
    "Answers",
    "answer",
    "autograd_to_hand",
    "build",
    "hand_to_autograd",
    "of_the_summed_loss",
]

Array = NDArray[Any]
Answers = dict[str, Array]


class _UpstreamByHand(classic_mlp.Criterion):
    """loss = sum(x * upstream), an upstream gradient given from outside."""

    upstream: Array

    def forward(self, x: Array, y: Array) -> Array:  # noqa: ARG002 (the labels say nothing here)
        self.loss = (x * self.upstream).sum(axis=1)
        return self.loss

    def derivative(self) -> Array:
        return self.upstream


class _UpstreamByAutograd(nn.Module):
    """The same loss for the twin by autograd; the engine differentiates it."""

    upstream: Array

    def forward(self, predicted: Any, target: Any) -> Any:  # noqa: ARG002
        return (predicted * Tensor(self.upstream)).sum(dim=1).sum()


def build(twin: str, problem: Problem) -> Any:
    """The MLP of one twin, with the problem's initial weights."""
    upstream = _UpstreamByHand if twin == "by hand" else _UpstreamByAutograd
    weights, biases = iter(problem.weights), iter(problem.biases)
    mlp: Any = build_network(
        twin,
        problem.sizes,
        problem.activations,
        lambda n_in, n_out: next(weights),
        lambda n_out: next(biases),
        problem.lr,
        problem.momentum,
        len(problem.gammas),
        None if problem.cross_entropy else upstream(),
    )
    for bn, gamma, beta in zip(mlp.bn_layers, problem.gammas, problem.betas, strict=True):
        if twin == "by hand":
            bn.gamma, bn.beta = gamma.copy(), beta.copy()
        else:
            bn.gamma.data, bn.beta.data = gamma[0], beta[0]
    return mlp


def answer(twin: str, problem: Problem, *, gradients_only: bool = False) -> Answers:
    """All results of a network: before training and (unless gradients_only) after it, and in evaluation."""
    mlp = build(twin, problem)
    gradients, state = _READ[twin]
    answers = _pass(mlp, problem) | gradients(mlp)
    answers = {name: np.array(array) for name, array in answers.items()}
    if gradients_only:
        return answers
    for step, batch in enumerate(problem.batches(), start=1):
        mlp.lr = problem.lr / step  # lr changes, as with a constant lr PyTorch's momentum would give the same
        _pass(mlp, batch)
        mlp.step()
        mlp.zero_grads()
    answers |= {f"{name} after {problem.steps} steps": array for name, array in state(mlp).items()}
    mlp.eval()
    evaluated = _pass(mlp, problem) | gradients(mlp)
    return answers | {f"{name} in evaluation": np.array(array) for name, array in evaluated.items()}


def _pass(mlp: Any, problem: Problem) -> Answers:
    """One forward and one backward pass."""
    mlp.criterion.upstream = problem.upstream
    answers = {"outputs": mlp.forward(problem.x)}
    answers["loss"] = mlp.total_loss(problem.labels)
    answers["errors"] = mlp.error(problem.labels)
    answers["dx"] = mlp.backward(problem.labels, input_gradient=True)
    return answers


def _hand_gradients(mlp: classic_mlp.MLP) -> Answers:
    named: Answers = {}
    for i, linear in enumerate(mlp.linear_layers, start=1):
        named |= {f"dW{i}": linear.dW, f"db{i}": linear.db}
    for i, bn in enumerate(mlp.bn_layers, start=1):
        named |= {f"dgamma{i}": bn.dgamma, f"dbeta{i}": bn.dbeta}
    return named


def _autograd_gradients(mlp: autograd_mlp.MLP) -> Answers:
    named: Answers = {}
    for i, linear in enumerate(mlp.linear_layers, start=1):
        named |= {f"dW{i}": linear.weight.grad.data.T, f"db{i}": linear.bias.grad.data[np.newaxis]}
    for i, bn in enumerate(mlp.bn_layers, start=1):
        named |= {f"dgamma{i}": bn.gamma.grad.data[np.newaxis], f"dbeta{i}": bn.beta.grad.data[np.newaxis]}
    return named


_BN_STATE = ("gamma", "beta", "running_mean", "running_var")


def _hand_state(mlp: classic_mlp.MLP) -> Answers:
    named: Answers = {}
    for i, linear in enumerate(mlp.linear_layers, start=1):
        named |= {f"W{i}": linear.W, f"b{i}": linear.b}
    for i, bn in enumerate(mlp.bn_layers, start=1):
        named |= {f"{name}{i}": getattr(bn, name) for name in _BN_STATE}
    return {name: array.copy() for name, array in named.items()}


def _autograd_state(mlp: autograd_mlp.MLP) -> Answers:
    named: Answers = {}
    for i, linear in enumerate(mlp.linear_layers, start=1):
        named |= {f"W{i}": linear.weight.data.T, f"b{i}": linear.bias.data[np.newaxis]}
    for i, bn in enumerate(mlp.bn_layers, start=1):
        named |= {f"{name}{i}": getattr(bn, name).data[np.newaxis] for name in _BN_STATE}
    return {name: array.copy() for name, array in named.items()}


_READ: dict[str, tuple[Callable[[Any], Answers], Callable[[Any], Answers]]] = {
    "by hand": (_hand_gradients, _hand_state),
    "by autograd": (_autograd_gradients, _autograd_state),
}


def hand_to_autograd(source: classic_mlp.MLP, target: autograd_mlp.MLP) -> None:
    """Copy weights, biases, gammas, betas and running statistics; the networks have the same layers."""
    state = _hand_state(source)
    for i, linear in enumerate(target.linear_layers, start=1):
        linear.weight.data, linear.bias.data = state[f"W{i}"].T, state[f"b{i}"][0]
    for i, bn in enumerate(target.bn_layers, start=1):
        for name in _BN_STATE:
            getattr(bn, name).data = state[f"{name}{i}"][0]


def autograd_to_hand(source: autograd_mlp.MLP, target: classic_mlp.MLP) -> None:
    """The opposite direction of hand_to_autograd."""
    state = _autograd_state(source)
    for i, linear in enumerate(target.linear_layers, start=1):
        linear.W, linear.b = np.ascontiguousarray(state[f"W{i}"]), state[f"b{i}"]
    for i, bn in enumerate(target.bn_layers, start=1):
        for name in _BN_STATE:
            setattr(bn, name, state[f"{name}{i}"])


def of_the_summed_loss(answers: Answers, N: int) -> Answers:
    """Convert gradients from Spring's dialect to those of the summed loss, which the oracles
    differentiate.
    """
    return {
        name: array * np.longdouble(N) if name.startswith(("dW", "db")) and "dbeta" not in name else array
        for name, array in answers.items()
    }
