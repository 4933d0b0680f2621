"""Problems on whole networks, and their answers: by the twin, by plain formulas, by the complex step.

A problem is a network and the batches it is trained on, everything drawn at random: also the upstream
gradient, gamma and beta: if these were 1, a forgotten factor would not show. Names of answers are as in
inside/spring_networks.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.complex_step import complex_gradients
from autograder.grading.judging.layer_formulas import SPRING, cross_entropy
from autograder.grading.judging.network_formulas import Network
from autograder.grading.judging.references import demand_agreement, remembered
from hw1.networks import build_network

Array = NDArray[Any]
Answers = dict[str, Any]

SMALL = 500  # largest number of weights that are each checked by a complex step

# The mistakes in a network, the most likely first.
NETWORK_MISTAKES = (
    "dW summed",
    "db summed",
    "gradients summed",
    "delta divided by N",
    "1/N in the loss",
    "sign",
    "first layer left out",
    "no activation derivative",
    "activations shifted by one",
    "derivative at 0",
    "derivative of the input",
    "sign inside the derivative",
    "factor left out",
    "square left out",
    "gradients added up",
    "bias left out",
    "last activation left out",
    "missing gamma",
    "missing mean path",
    "missing variance path",
    "missing both paths",
    "sign of the variance path",
    "sign of the mean path",
    "factor 2 in the variance path",
    "standard deviation left out of the derivative",
    "dgamma averaged",
    "dbeta averaged",
    "dgamma from x instead of the normalised x",
    "batch norm left out",
    "batch norm after the activation",
    "batch norm skipped going back",
    "gamma left out going forward",
    "beta left out",
    "batch statistics in evaluation",
    "evaluation mode ignored",
    "running average the wrong way round",
    "running variance biased the other way",
    "running averages never move",
    "running averages move in evaluation",
    "running average not averaged",
    "unbiased variance where the biased one belongs",
    "eps outside the root",
    "wrong eps",
    "lr outside the velocity",
    "dampened",
    "ascends",
    "Nesterov",
    "momentum twice",
    "old velocity",
    "velocity and step added",
    "lr left out",
    "velocity never decays",
    "lr of the start",
    "momentum left out",
    "momentum for gamma and beta",
    "no momentum for biases",
    "biases not stepped",
    "batch norm not stepped",
    "shared activation",
)


@dataclass(frozen=True)
class NetworkProblem:
    """Shape: weights[i] (in, out); biases, gammas, betas (1, out); xs[k] (N, in); labels[k] one-hot (N,
    C).
    """

    activations: tuple[str, ...]
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    gammas: tuple[Array, ...]
    betas: tuple[Array, ...]
    xs: tuple[Array, ...]
    labels: tuple[Array, ...]
    lrs: tuple[float, ...]  # at each step
    momenta: tuple[float, ...]
    x_eval: Array
    labels_eval: Array
    shared: bool = False  # one activation object for all layers

    def inputs(self) -> dict[str, Any]:
        """What the scenario `mlp_run` takes."""
        sizes = [self.xs[0].shape[1], *(W.shape[1] for W in self.weights)]
        return {
            "sizes": sizes,
            "activations": list(self.activations),
            "weights": list(self.weights),
            "biases": list(self.biases),
            "gammas": list(self.gammas),
            "betas": list(self.betas),
            "xs": list(self.xs),
            "labels": list(self.labels),
            "lrs": list(self.lrs),
            "momenta": list(self.momenta),
            "x_eval": self.x_eval,
            "labels_eval": self.labels_eval,
            "shared": self.shared,
        }


def draw(
    rng: np.random.Generator,
    sizes: Sequence[int],
    activations: Sequence[str],
    batches: Sequence[int],
    num_bn_layers: int = 0,
    momentum: bool = False,
    shared: bool = False,
) -> NetworkProblem:
    """A network of those sizes and batches of those; where there is momentum, it and lr change at every
    step.
    """
    C = sizes[-1]

    def one_hot(N: int) -> Array:
        return np.eye(C)[rng.integers(C, size=N)]

    n = len(batches)
    return NetworkProblem(
        tuple(activations),
        tuple(rng.normal(size=(a, b)) * 1.5 / np.sqrt(a) for a, b in zip(sizes, sizes[1:], strict=False)),
        tuple(rng.normal(size=(1, b)) for b in sizes[1:]),
        tuple(
            rng.uniform(0.5, 2, (1, b)) * rng.choice([-1, 1], (1, b)) for b in sizes[1 : num_bn_layers + 1]
        ),
        tuple(rng.normal(size=(1, b)) for b in sizes[1 : num_bn_layers + 1]),
        tuple(rng.normal(size=(N, sizes[0])) + rng.normal(size=(1, sizes[0])) for N in batches),
        tuple(one_hot(N) for N in batches),
        tuple(float(lr) for lr in rng.uniform(0.05, 0.3, n)),
        tuple(float(m) for m in rng.uniform(0.4, 0.9, n)) if momentum else (0.0,) * n,
        rng.normal(size=(5, sizes[0])),
        one_hot(5),
        shared,
    )


@remembered
def true_answers(problem: NetworkProblem) -> Answers:
    """The twin's answers, confirmed by the plain formulas, and in a small network by the complex step."""
    answers = twin_answers(problem)
    demand_agreement("the network", answers, plain_answers(problem))
    if sum(W.size for W in problem.weights) > SMALL:
        return answers
    start = {"xs": problem.xs[0], **{f"W{i}": W for i, W in enumerate(problem.weights, 1)}}
    start |= {f"b{i}": b for i, b in enumerate(problem.biases, 1)}
    start |= {f"gamma{i}": g for i, g in enumerate(problem.gammas, 1)}
    start |= {f"beta{i}": b for i, b in enumerate(problem.betas, 1)}

    def loss(arrays: dict[str, Array]) -> Any:
        def numbered(letter: str, count: int) -> list[Array]:
            return [arrays[f"{letter}{i}"] for i in range(1, count + 1)]

        n, m = len(problem.weights), len(problem.gammas)
        network = Network(
            numbered("W", n),
            numbered("b", n),
            numbered("gamma", m),
            numbered("beta", m),
            problem.activations,
            SPRING,
        )
        return cross_entropy(network.forward(arrays["xs"]), problem.labels[0]).sum()

    N = len(problem.xs[0])
    steps = {
        f"d{name} after batch 1": g / N if name[0] in "Wb" and not name.startswith("beta") else g
        for name, g in complex_gradients(loss, start).items()
        if name != "xs"
    }
    demand_agreement("the network's derivative", {name: answers[name] for name in steps}, steps)
    return answers


def sensitivities(problem: NetworkProblem, rng: np.random.Generator) -> Answers:
    """The change of each answer when every input changes by one epsilon: the larger of two tries."""
    base, moved = plain_answers(problem), []
    eps = float(np.finfo(float).eps)
    for _ in range(2):
        changed = {
            name: tuple(a * (1 + eps * rng.choice([-1, 1], a.shape)) for a in getattr(problem, name))
            for name in ("weights", "biases", "gammas", "betas", "xs")
        }
        moved.append(plain_answers(replace(problem, **changed)))  # type: ignore[arg-type]
    return {
        name: max(float(np.max(np.abs(np.asarray(other[name]) - value), initial=0)) for other in moved)
        for name, value in base.items()
    }


def plain_answers(problem: NetworkProblem, wrong: str = "") -> Answers:
    """By the formulas, with a mistake if one is named."""
    net = Network(
        problem.weights, problem.biases, problem.gammas, problem.betas, problem.activations, SPRING, wrong
    )
    answers: Answers = {}
    for k, (x, labels) in enumerate(zip(problem.xs, problem.labels, strict=True), start=1):
        after = f" after batch {k}"
        output = net.forward(x)
        answers |= _figures(output, labels, net.losses(labels), f" of batch {k}")
        net.backward(labels)
        for i in reversed(range(len(net.W))):
            if i < len(net.norms) and hasattr(net.norms[i], "dgamma"):
                answers |= {
                    f"dbeta{i + 1}{after}": net.norms[i].dbeta,
                    f"dgamma{i + 1}{after}": net.norms[i].dgamma,
                }
            answers |= {f"dW{i + 1}{after}": net.dW[i], f"db{i + 1}{after}": net.db[i]}
        net.step(problem.lrs[k - 1], problem.momenta[k - 1])
        for i in range(len(net.W)):
            answers |= {f"W{i + 1}{after}": net.W[i].copy(), f"b{i + 1}{after}": net.b[i].copy()}
            if i < len(net.norms):
                norm = net.norms[i]
                answers |= {
                    f"gamma{i + 1}{after}": norm.gamma.copy(),
                    f"beta{i + 1}{after}": norm.beta.copy(),
                }
                answers |= {
                    f"running_mean{i + 1}{after}": norm.running_mean,
                    f"running_var{i + 1}{after}": norm.running_var,
                }
    output = net.forward(problem.x_eval, training=False)
    answers |= _figures(output, problem.labels_eval, net.losses(problem.labels_eval), " in evaluation")
    for i, norm in enumerate(net.norms, start=1):
        answers |= {
            f"running_mean{i} after evaluation": norm.running_mean,
            f"running_var{i} after evaluation": norm.running_var,
        }
    return answers


def _figures(output: Array, labels: Array, losses: Array, when: str) -> Answers:
    errors = int((output.argmax(axis=1) != labels.argmax(axis=1)).sum())
    return {f"output{when}": output, f"loss{when}": float(losses.sum()), f"error{when}": errors}


def plain_training_output(problem: NetworkProblem) -> Array:
    """The output for the evaluation batch, back in training mode after all steps, by the formulas."""
    net = Network(problem.weights, problem.biases, problem.gammas, problem.betas, problem.activations, SPRING)
    for k, (x, labels) in enumerate(zip(problem.xs, problem.labels, strict=True)):
        net.forward(x)
        net.backward(labels)
        net.step(problem.lrs[k], problem.momenta[k])
    return net.forward(problem.x_eval)


def twin_answers(problem: NetworkProblem) -> Answers:
    """The answers of autograd_mlp, whose derivatives come from mytorch."""
    weights, biases = iter(problem.weights), iter(problem.biases)
    sizes = problem.inputs()["sizes"]
    mlp: Any = build_network(
        "by autograd",
        sizes,
        problem.activations,
        lambda n_in, n_out: next(weights),
        lambda n_out: next(biases),
        problem.lrs[0],
        problem.momenta[0],
        len(problem.gammas),
    )
    for bn, gamma, beta in zip(mlp.bn_layers, problem.gammas, problem.betas, strict=True):
        bn.gamma.data, bn.beta.data = gamma[0], beta[0]
    answers: Answers = {}

    def row(tensor: Any) -> Array:
        return tensor.data[np.newaxis].copy()

    def figures(x: Array, labels: Array, when: str) -> None:
        answers[f"output{when}"] = np.array(mlp.forward(x))
        answers[f"loss{when}"] = float(mlp.total_loss(labels))
        answers[f"error{when}"] = int(mlp.error(labels))

    for k, (x, labels) in enumerate(zip(problem.xs, problem.labels, strict=True), start=1):
        after = f" after batch {k}"
        figures(x, labels, f" of batch {k}")
        mlp.backward(labels)
        for i in reversed(range(mlp.nlayers)):
            if i < len(mlp.bn_layers):
                bn = mlp.bn_layers[i]
                answers[f"dbeta{i + 1}{after}"], answers[f"dgamma{i + 1}{after}"] = (
                    row(bn.beta.grad),
                    row(bn.gamma.grad),
                )
            linear = mlp.linear_layers[i]
            answers[f"dW{i + 1}{after}"] = np.ascontiguousarray(linear.weight.grad.data.T)
            answers[f"db{i + 1}{after}"] = row(linear.bias.grad)
        mlp.lr, mlp.momentum = problem.lrs[k - 1], problem.momenta[k - 1]
        mlp.step()
        for i, linear in enumerate(mlp.linear_layers, start=1):
            answers[f"W{i}{after}"] = np.array(linear.weight.data.T, order="C")
            answers[f"b{i}{after}"] = row(linear.bias)
            if i <= len(mlp.bn_layers):
                bn = mlp.bn_layers[i - 1]
                for name in ("gamma", "beta", "running_mean", "running_var"):
                    answers[f"{name}{i}{after}"] = row(getattr(bn, name))
    mlp.eval()
    figures(problem.x_eval, problem.labels_eval, " in evaluation")
    for i, bn in enumerate(mlp.bn_layers, start=1):
        for name in ("running_mean", "running_var"):
            answers[f"{name}{i} after evaluation"] = row(getattr(bn, name))
    return answers
