"""Right answers of single layers, in Spring's shapes: the twin's (mytorch), confirmed by formulas and
complex step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.complex_step import complex_gradients, complex_slope
from autograder.grading.judging.layer_formulas import SPRING, Norm, activate, cross_entropy, slope
from autograder.grading.judging.references import demand_agreement, remembered
from mytorch import Tensor, nn
from mytorch.nn import functional as F

Array = NDArray[Any]
Answers = dict[str, Any]


@remembered
def activation_answers(name: str, z: Array) -> Answers:
    """Output and derivative of an activation."""
    x = Tensor(z, requires_grad=True)
    y = getattr(nn, name)()(x * 1.0)
    y.backward()
    answers = {"output": np.array(y.data), "derivative": np.array(x.grad.data)}
    derivative = slope(name, activate(name, z))
    demand_agreement(name, answers, {"output": activate(name, z), "derivative": derivative})
    smooth = z != 0 if name == "ReLU" else np.ones(z.shape, bool)
    step = complex_slope(lambda z: activate(name, z), z)
    demand_agreement(f"{name}'s derivative", {"at": derivative[smooth]}, {"at": step[smooth]})
    return answers


@remembered
def loss_answers(x: Array, y: Array) -> Answers:
    """The loss of each row, and the derivative of their sum."""
    losses, gradients = [], []
    for row, label in zip(x, y.argmax(axis=1), strict=True):
        logits = Tensor(row[np.newaxis], requires_grad=True)
        loss = F.cross_entropy(logits, Tensor(np.array([label])), reduction="sum")
        loss.backward()
        losses.append(loss.item())
        gradients.append(logits.grad.data[0])
    answers = {"loss": np.array(losses), "derivative": np.array(gradients)}
    derivative = complex_gradients(lambda at: cross_entropy(at["x"], y).sum(), {"x": x})["x"]
    demand_agreement("the loss", answers, {"loss": cross_entropy(x, y), "derivative": derivative})
    return answers


@remembered
def linear_answers(x: Array, W: Array, b: Array, delta: Array) -> Answers:
    """Output and gradients of a linear layer, in Spring's scale."""
    layer, given = nn.Linear(*W.shape), Tensor(x, requires_grad=True)
    layer.weight.data, layer.bias.data = W.T.copy(), b[0].copy()
    y = layer(given)
    y.backward(Tensor(delta))
    N = len(x)
    answers = {
        "output": np.array(y.data),
        "dx": np.array(given.grad.data),
        "dW": np.array(layer.weight.grad.data.T, order="C") / N,
        "db": layer.bias.grad.data[np.newaxis] / N,
    }
    steps = complex_gradients(
        lambda at: ((at["x"] @ at["W"] + at["b"]) * delta).sum(), {"x": x, "W": W, "b": b}
    )
    other = {"output": x @ W + b, "dx": steps["x"], "dW": steps["W"] / N, "db": steps["b"] / N}
    demand_agreement("the linear layer", answers, other)
    return answers


@remembered
def batchnorm_answers(
    gamma: Array,
    beta: Array,
    xs: Sequence[Array],
    deltas: Sequence[Array],
    x_eval: Array,
    alpha: float | None = None,
    running: Sequence[Array] = (),
) -> Answers:
    """Batch norm trained on each batch and then evaluated, with the names of the scenario `batchnorm_run`."""
    keeps = SPRING.keeps if alpha is None else alpha
    layer = nn.BatchNorm1d(gamma.shape[1], eps=SPRING.eps, momentum=1 - keeps, unbiased_running_var=False)
    layer.gamma.data, layer.beta.data = gamma[0].copy(), beta[0].copy()
    answers: Answers = {}
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        given = Tensor(x, requires_grad=True)
        layer.zero_grad()
        y = layer(given)
        y.backward(Tensor(delta))
        answers |= {
            f"output of batch {k}": np.array(y.data),
            f"running_mean of batch {k}": layer.running_mean.data[np.newaxis].copy(),
            f"running_var of batch {k}": layer.running_var.data[np.newaxis].copy(),
            f"dbeta of batch {k}": layer.beta.grad.data[np.newaxis].copy(),
            f"dgamma of batch {k}": layer.gamma.grad.data[np.newaxis].copy(),
            f"dx of batch {k}": np.array(given.grad.data),
        }
    layer.eval()
    answers["output where eval is left out"] = answers["output of batch 1"]
    answers["output in evaluation"] = np.array(layer(Tensor(x_eval)).data)
    answers["output for one example"] = answers["output in evaluation"][:1].copy()
    answers["running_mean after evaluation"] = answers[f"running_mean of batch {len(xs)}"]
    answers["running_var after evaluation"] = answers[f"running_var of batch {len(xs)}"]
    if running:
        layer.running_mean.data, layer.running_var.data = running[0][0].copy(), running[1][0].copy()
        answers["output with given statistics"] = np.array(layer(Tensor(x_eval)).data)
    demand_agreement("batch norm", answers, norm_answers(gamma, beta, xs, deltas, x_eval, alpha, running))
    first = {"gamma": gamma, "beta": beta, "x": xs[0]}
    steps = complex_gradients(
        lambda at: (Norm(at["gamma"], at["beta"], SPRING).forward(at["x"]) * deltas[0]).sum(), first
    )
    named: Mapping[str, Any] = {
        "dbeta of batch 1": steps["beta"],
        "dgamma of batch 1": steps["gamma"],
        "dx of batch 1": steps["x"],
    }
    demand_agreement("batch norm's derivative", {name: answers[name] for name in named}, named)
    return answers


def norm_answers(
    gamma: Array,
    beta: Array,
    xs: Sequence[Array],
    deltas: Sequence[Array],
    x_eval: Array,
    alpha: float | None = None,
    running: Sequence[Array] = (),
    wrong: str = "",
) -> Answers:
    """The same by the formulas, with a mistake if one is named."""
    dialect = SPRING if alpha is None or wrong == "settings ignored" else replace(SPRING, keeps=alpha)
    norm, answers = Norm(gamma, beta, dialect, wrong), dict[str, Any]()
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        answers[f"output of batch {k}"] = norm.forward(x)
        answers |= {
            f"running_mean of batch {k}": norm.running_mean,
            f"running_var of batch {k}": norm.running_var,
        }
        dx = norm.backward(delta)
        answers |= {
            f"dbeta of batch {k}": norm.dbeta,
            f"dgamma of batch {k}": norm.dgamma,
            f"dx of batch {k}": dx,
        }
    answers["output where eval is left out"] = answers["output of batch 1"]
    answers["output in evaluation"] = norm.forward(x_eval, training=False)
    answers["output for one example"] = norm.forward(x_eval[:1], training=False)
    answers |= {
        "running_mean after evaluation": norm.running_mean,
        "running_var after evaluation": norm.running_var,
    }
    if running:
        norm.running_mean, norm.running_var = running
        answers["output with given statistics"] = norm.forward(x_eval, training=False)
    return answers
