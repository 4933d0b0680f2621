"""PyTorch's result for a problem of later_problems.py. For these layers, only this file imports it."""

from typing import Any

import numpy as np

from autograder.crosscheck.dialects import Answers
from autograder.crosscheck.later_problems import LaterProblem

__all__ = ["later_by_pytorch"]


def later_by_pytorch(problem: LaterProblem) -> Answers:
    """Value and gradients in Spring's names and shapes, computed in double precision."""
    import torch  # imported here, because it takes seconds

    torch.set_num_threads(1)
    problem = problem.to("float64")
    leaves = {name: torch.tensor(array, requires_grad=True) for name, array in problem.arrays.items()}
    y = _value(problem, leaves)
    (y * torch.tensor(problem.upstream)).sum().backward()
    answers = {"y": y.detach().numpy()}
    for name, leaf in leaves.items():
        gradient = np.zeros(leaf.shape) if leaf.grad is None else leaf.grad.numpy()
        # by hand, LeNet's Linears divide by N; no other problem has one
        answers[f"d{name}"] = gradient / (len(y) if name in ("W3", "b3", "W4", "b4") else 1)
    return answers


def _value(problem: LaterProblem, at: dict[str, Any]) -> Any:
    import torch
    from torch.nn import functional as F

    layer, settings = problem.layer, problem.settings
    if layer == "Dropout":
        p, mask = settings["p"], torch.tensor(problem.fixed["mask"])
        kept = torch.where(mask, at["x"] / (1 - p) if p < 1 else 0.0, 0.0)
        return at["x"] * 1.0 if settings["evaluation"] else kept + 0 * at["x"]
    if layer == "LayerNorm":
        gamma, beta = at["gamma"].reshape(-1), at["beta"].reshape(-1)
        return F.layer_norm(at["x"], gamma.shape, gamma, beta, settings["eps"])
    if layer in ("Conv1d", "Conv2d"):
        convolution = F.conv1d if layer == "Conv1d" else F.conv2d
        return convolution(at["x"], at["W"], at["b"], settings["stride"], settings["padding"])
    if layer == "MaxPool2d":
        return F.max_pool2d(at["x"], settings["kernel_size"], settings["stride"])
    if layer == "Flatten":
        return at["x"].flatten(1)
    if layer in ("RNNCell", "GRUCell"):
        cell = torch.rnn_tanh_cell if layer == "RNNCell" else torch.gru_cell
        states = [at["h"]]
        for x in at["x"]:
            states.append(cell(x, states[-1], at["W_ih"], at["W_hh"], at["b_ih"], at["b_hh"]))
        return torch.stack(states[1:])
    if layer == "Attention":
        shape = (*problem.inputs["Q"].shape[:-1], problem.inputs["K"].shape[-2])
        mask = torch.tensor(np.broadcast_to(problem.fixed["mask"], shape).copy())
        return F.scaled_dot_product_attention(at["Q"], at["K"], at["V"], mask)
    x = F.max_pool2d(F.conv2d(at["x"], at["W1"], at["b1"], padding=1).relu(), 2)
    x = F.max_pool2d(F.conv2d(x, at["W2"], at["b2"]).relu(), 2, 1).flatten(1)
    return (x @ at["W3"] + at["b3"]).relu() @ at["W4"] + at["b4"]
