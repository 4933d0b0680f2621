"""Right answers of Fall's layers: by hand (classic_mlp, brought into Fall's dialect), confirmed by
formulas and complex step.

Shapes here are Fall's: weight (out, in), bias, gamma and beta (out,), labels (N,) class indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import classic_mlp
from autograder.complex_step import complex_gradients
from autograder.grading.judging.layer_formulas import FALL, Norm, activate, cross_entropy, slope, softmax
from autograder.grading.judging.references import demand_agreement, remembered

Array = NDArray[Any]
Answers = dict[str, Any]


def linear_answers(x: Array, weight: Array, bias: Array, g: Array) -> Answers:
    """Output and gradients. By hand the gradients of weight and bias are means over the batch, here sums."""
    layer = classic_mlp.Linear(
        weight.shape[1], weight.shape[0], lambda *_: weight.T.copy(), lambda _: bias.copy()
    )
    output, dx = layer(x), layer.backward(g)
    N = len(x)
    answers = {
        "output": output,
        "gradient of x": dx,
        "gradient of weight": np.array(layer.dW.T * N, order="C"),
        "gradient of bias": layer.db[0] * N,
    }
    steps = complex_gradients(
        lambda at: ((at["x"] @ at["weight"].T + at["bias"]) * g).sum(),
        {"x": x, "weight": weight, "bias": bias},
    )
    other = {"output": x @ weight.T + bias} | {f"gradient of {name}": step for name, step in steps.items()}
    demand_agreement("Fall's linear layer", answers, other)
    return answers


def relu_answers(x: Array, g: Array) -> Answers:
    """Output and gradient."""
    layer = classic_mlp.ReLU()
    answers = {"output": layer(x), "gradient of x": g * layer.derivative()}
    y = activate("ReLU", x)
    demand_agreement("Fall's ReLU", answers, {"output": y, "gradient of x": g * slope("ReLU", y)})
    return answers


@remembered
def cross_entropy_answers(x: Array, labels: Array) -> Answers:
    """The mean loss, shape (), and the gradient of the logits."""
    one_hot = np.eye(x.shape[1])[labels]
    criterion = classic_mlp.SoftmaxCrossEntropy()
    loss = criterion(x, one_hot)
    answers = {"loss": np.asarray(loss.mean()), "gradient of the logits": criterion.derivative() / len(x)}
    step = complex_gradients(lambda at: cross_entropy(at["x"], one_hot).mean(), {"x": x})["x"]
    demand_agreement(
        "Fall's loss", answers, {"loss": cross_entropy(x, one_hot).mean(), "gradient of the logits": step}
    )
    return answers


def cross_entropy_mistake(x: Array, labels: Array, wrong: str) -> Answers:
    """The loss and gradient with one mistake."""
    one_hot, N = np.eye(x.shape[1])[labels], len(x)
    loss, p = cross_entropy(x, one_hot, wrong.removesuffix(" logarithm")), softmax(x, wrong)
    if wrong == "unstable logarithm":  # the softmax as the exponential of its own logarithm
        with np.errstate(all="ignore"):
            p = np.exp(x - np.log(np.exp(x).sum(axis=1, keepdims=True)))
    gradient = (p - one_hot) / N
    if wrong == "labels out of order":
        loss = cross_entropy(x, one_hot[::-1])
        gradient = (p - one_hot[::-1]) / N
    with np.errstate(invalid="ignore"):
        figure: Any = loss.sum() if wrong == "summed" else loss.mean()
    if wrong == "summed":
        gradient = gradient * N
    elif wrong == "divided by N twice":
        gradient = gradient / N
    elif wrong == "sign":
        gradient = -gradient
    elif wrong == "labels left out":
        gradient = p / N
    return {"loss": np.asarray(figure), "gradient of the logits": gradient}


@remembered
def batchnorm_answers(
    gamma: Array, beta: Array, xs: Sequence[Array], x_eval: Array, momentum: float | None = None
) -> Answers:
    """Batch norm trained on each batch and then evaluated; names as in the scenario `batchnorm_forward`."""
    keeps = FALL.keeps if momentum is None else 1 - momentum
    layer = classic_mlp.BatchNorm(len(gamma), alpha=keeps, eps=FALL.eps, unbiased_running_var=True)
    layer.gamma, layer.beta = gamma[np.newaxis].copy(), beta[np.newaxis].copy()
    answers: Answers = {}

    def state(when: str) -> None:
        answers[f"running_mean {when}"] = layer.running_mean[0].copy()
        answers[f"running_var {when}"] = layer.running_var[0].copy()

    for k, x in enumerate(xs, start=1):
        answers[f"output of batch {k}"] = layer(x).copy()
        state(f"of batch {k}")
    answers["output in evaluation"] = layer(x_eval, eval=True).copy()
    state("after evaluation")
    answers["output back in training"] = layer(x_eval).copy()
    demand_agreement("Fall's batch norm", answers, norm_answers(gamma, beta, xs, x_eval, momentum))
    return answers


def norm_answers(
    gamma: Array,
    beta: Array,
    xs: Sequence[Array],
    x_eval: Array,
    momentum: float | None = None,
    wrong: str = "",
) -> Answers:
    """The same by the formulas, with a mistake if one is named."""
    keeps = FALL.keeps if momentum is None or wrong == "settings ignored" else 1 - momentum
    norm = Norm(gamma[np.newaxis], beta[np.newaxis], replace(FALL, keeps=keeps), wrong)
    answers: Answers = {}

    def state(when: str) -> None:
        answers[f"running_mean {when}"] = norm.running_mean[0]
        answers[f"running_var {when}"] = norm.running_var[0]

    for k, x in enumerate(xs, start=1):
        answers[f"output of batch {k}"] = norm.forward(
            x, training=k > 1 or wrong != "made in evaluation mode"
        )
        state(f"of batch {k}")
    ignored = wrong == "evaluation mode ignored"
    answers["output in evaluation"] = norm.forward(x_eval, training=ignored)
    state("after evaluation")
    stuck = wrong == "training mode ignored"
    answers["output back in training"] = norm.forward(x_eval, training=not stuck)
    return answers


@remembered
def batchnorm_gradients(gamma: Array, beta: Array, x: Array, g: Array) -> Answers:
    """Gradients of x, gamma and beta in training, confirmed by the complex step."""
    layer = classic_mlp.BatchNorm(len(gamma), eps=FALL.eps)
    layer.gamma, layer.beta = gamma[np.newaxis].copy(), beta[np.newaxis].copy()
    layer(x)
    dx = layer.backward(g)
    answers = {
        "gradient of x": dx,
        "gradient of gamma": layer.dgamma[0].copy(),
        "gradient of beta": layer.dbeta[0].copy(),
    }
    at = {"x": x, "gamma": gamma[np.newaxis], "beta": beta[np.newaxis]}
    steps = complex_gradients(lambda a: (Norm(a["gamma"], a["beta"], FALL).forward(a["x"]) * g).sum(), at)
    other = {f"gradient of {name}": step if name == "x" else step[0] for name, step in steps.items()}
    demand_agreement("Fall's batch norm's derivative", answers, other)
    return answers


def norm_gradients(gamma: Array, beta: Array, x: Array, g: Array, wrong: str) -> Answers:
    """The gradients by the formulas, with a mistake. What forward leaves out has no gradient."""
    left_out = {"gamma left out going forward": "gamma", "beta left out": "beta"}.get(wrong)
    norm = Norm(gamma[np.newaxis], beta[np.newaxis], FALL, "missing gamma" if left_out == "gamma" else wrong)
    norm.forward(x)
    dx = norm.backward(g)
    answers: Answers = {
        "gradient of x": dx,
        "gradient of gamma": norm.dgamma[0],
        "gradient of beta": norm.dbeta[0],
    }
    if left_out is not None:
        answers[f"gradient of {left_out}"] = None
    return answers
