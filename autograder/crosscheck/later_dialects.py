"""Only this file knows how both twins' later layers name and shape things: see docs/dialects.md.

It builds the layer of either twin, carries parameters over, and reads values and gradients in Spring's names,
shapes and sums. It reshapes, copies and divides by N where by hand `Linear` does; nothing else is computed.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

import classic_mlp
from autograder.crosscheck.dialects import Answers
from autograder.crosscheck.later_problems import LaterProblem
from mytorch import Tensor, nn, optim
from mytorch.nn import functional as F

__all__ = ["later_answer", "later_of_the_summed_loss"]

Array = NDArray[Any]

_NAMES = {
    "W": "weight",
    "b": "bias",
    "gamma": "weight",
    "beta": "bias",
    "W_ih": "weight_ih",
    "W_hh": "weight_hh",
    "b_ih": "bias_ih",
    "b_hh": "bias_hh",
}
_CELLS = ("RNNCell", "GRUCell")


def later_answer(twin: str, problem: LaterProblem) -> Answers:
    """The value y, and the gradient of every input and parameter: dx, dW …

    LeNet's answers are also the parameters after a few steps with momentum: "W1 after 3 steps" …
    """
    if problem.layer == "LeNet":
        found = _LENET[twin](problem)
    elif problem.layer in _CELLS:
        found = _CELL[twin](problem)
    else:
        found = _LAYER[twin](problem)
    return {name: np.array(array) for name, array in found.items()}


def _passed(problem: LaterProblem) -> dict[str, Any]:
    """What forward takes beside the inputs, by hand."""
    if problem.layer == "Dropout":
        return {"mask": problem.fixed["mask"], "eval": problem.settings["evaluation"]}
    if problem.layer == "Attention":
        return {"mask": problem.fixed["mask"] if problem.settings["mask"] != "none" else None}
    return {}


def _hand_layer(problem: LaterProblem) -> Any:
    p, options = problem.parameters, problem.settings
    if problem.layer == "Dropout":
        return classic_mlp.Dropout(options["p"])
    if problem.layer == "LayerNorm":
        layer = classic_mlp.LayerNorm(p["gamma"].size, options["eps"])
        layer.gamma, layer.beta = p["gamma"].copy(), p["beta"].copy()
        return layer
    if problem.layer in ("Conv1d", "Conv2d"):
        return _hand_convolution(p["W"], p["b"], options["stride"], options["padding"])
    if problem.layer == "MaxPool2d":
        return classic_mlp.MaxPool2d(options["kernel_size"], options["stride"])
    if problem.layer == "Attention":
        return classic_mlp.ScaledDotProductAttention()
    if problem.layer == "Flatten":
        return classic_mlp.Flatten()
    weights, biases = iter([p["W_ih"], p["W_hh"]]), iter([p["b_ih"], p["b_hh"]])
    kind = getattr(classic_mlp, problem.layer)
    sizes = p["W_ih"].shape[1], p["W_hh"].shape[1]
    return kind(*sizes, lambda *n: next(weights).copy(), lambda *n: next(biases).copy())


def _hand_convolution(W: Array, b: Array, stride: Any = 1, padding: Any = 0) -> Any:
    def weights(*shape: int) -> Array:
        return W.copy()

    def biases(*shape: int) -> Array:
        return b.copy()

    if W.ndim == 4:
        sizes = W.shape[1], W.shape[0], W.shape[2:]
        return classic_mlp.Conv2d(*sizes, stride, weights, biases, padding=padding)
    sizes_of_line = W.shape[1], W.shape[0], W.shape[2]
    return classic_mlp.Conv1d(*sizes_of_line, stride[0], weights, biases, padding=padding[0])


def _hand_linear(W: Array, b: Array) -> Any:
    return classic_mlp.Linear(W.shape[0], W.shape[1], lambda *sizes: W.copy(), lambda *sizes: b.copy())


def _layer_by_hand(problem: LaterProblem) -> Answers:
    layer = _hand_layer(problem)
    for _ in range(2):  # what a first pass leaves behind must not count in the second
        answers = {"y": layer(*problem.inputs.values(), **_passed(problem)).copy()}
        found = layer.backward(problem.upstream)
    found = found if isinstance(found, tuple) else (found,)
    answers |= {f"d{name}": array for name, array in zip(problem.inputs, found, strict=True)}
    return answers | {f"d{name}": getattr(layer, f"d{name}") for name in problem.parameters}


def _layer_by_autograd(problem: LaterProblem) -> Answers:
    options, p = problem.settings, problem.parameters
    leaves = {name: Tensor(array, requires_grad=True) for name, array in problem.inputs.items()}
    module: Any = None
    if problem.layer == "Dropout":
        y = F.dropout(leaves["x"], options["p"], not options["evaluation"], mask=problem.fixed["mask"])
    elif problem.layer == "Attention":
        Q, K, V = leaves.values()
        y = F.scaled_dot_product_attention(Q, K, V, _passed(problem)["mask"])
    elif problem.layer == "LayerNorm":
        module = nn.LayerNorm(p["gamma"].size, options["eps"])
    elif problem.layer == "MaxPool2d":
        module = nn.MaxPool2d(options["kernel_size"], options["stride"])
    elif problem.layer == "Flatten":
        module = nn.Flatten()
    else:
        module = _autograd_convolution(p["W"], options["stride"], options["padding"])
    if module is not None:
        _carry_over(module, p)
        y = module(leaves["x"])
    answers = {"y": y.data}
    y.backward(Tensor(problem.upstream))
    answers |= {f"d{name}": leaf.grad.data for name, leaf in leaves.items()}
    return answers | _read(module, p)


def _autograd_convolution(W: Array, stride: Any = 1, padding: Any = 0) -> Any:
    kind = nn.Conv2d if W.ndim == 4 else nn.Conv1d
    return kind(W.shape[1], W.shape[0], W.shape[2:], stride, padding)


def _carry_over(module: Any, parameters: dict[str, Array]) -> None:
    """Give a module by autograd the parameters that one by hand has."""
    for name, array in parameters.items():
        tensor = getattr(module, _NAMES[name])
        tensor.data = array.reshape(tensor.shape).copy()


def _read(module: Any, parameters: dict[str, Array]) -> Answers:
    """The gradients of a module by autograd, in the shapes that they have by hand."""
    return {
        f"d{name}": getattr(module, _NAMES[name]).grad.data.reshape(array.shape)
        for name, array in parameters.items()
    }


def _cell_by_hand(problem: LaterProblem) -> Answers:
    cell, (x, h) = _hand_layer(problem), problem.inputs.values()
    for _ in range(2):  # as in _layer_by_hand
        cell.zero_grads()
        states = [h]
        for now in x:
            states.append(cell(now, states[-1]))
        dx: list[Array] = []
        dh = np.zeros_like(h)
        for delta in problem.upstream[::-1]:
            dx_now, dh = cell.backward(delta + dh)
            dx.insert(0, dx_now)
    answers = {"y": np.stack(states[1:]), "dx": np.stack(dx), "dh": dh}
    return answers | {f"d{name}": getattr(cell, f"d{name}") for name in problem.parameters}


def _cell_by_autograd(problem: LaterProblem) -> Answers:
    p = problem.parameters
    sizes = p["W_ih"].shape[1], p["W_hh"].shape[1]
    x, h = (Tensor(array, requires_grad=True) for array in problem.inputs.values())
    kind = problem.layer.removesuffix("Cell")
    if problem.settings["as one layer over time"]:
        network = getattr(nn, kind)(*sizes)
        unit = network.unit
        _carry_over(unit, p)
        y, _ = network(x, h.reshape(1, *h.shape))
        answers = {"y": y.data}
        y.backward(Tensor(problem.upstream))
    else:
        unit = getattr(nn, problem.layer)(*sizes)
        _carry_over(unit, p)
        states = [h]
        for now in x:
            states.append(unit(now, states[-1]))
        answers = {"y": np.stack([state.data for state in states[1:]])}
        terms = [state * Tensor(delta) for state, delta in zip(states[1:], problem.upstream, strict=True)]
        sum((term.sum() for term in terms[1:]), terms[0].sum()).backward()
    return answers | {"dx": x.grad.data, "dh": h.grad.data} | _read(unit, p)


# ---- LeNet: a stack of them -----------------------------------------------------------------


def _lenet_by_hand(problem: LaterProblem) -> Answers:
    (W1, b1), (W2, b2), *dense = _pairs(problem.parameters)
    linears = [_hand_linear(W, b) for W, b in dense]
    net = classic_mlp.Sequential(
        *(_hand_convolution(W1, b1, padding=1), classic_mlp.ReLU(), classic_mlp.MaxPool2d(2)),
        *(_hand_convolution(W2, b2), classic_mlp.ReLU(), classic_mlp.MaxPool2d(2, 1)),
        *(classic_mlp.Flatten(), linears[0], classic_mlp.ReLU(), linears[1]),
    )
    layers = [layer for layer in net if getattr(layer, "parameters", ())]
    answers: Answers = {}
    for step in range(problem.settings["steps"]):
        net.zero_grads()
        y = net.forward(problem.inputs["x"])
        dx = net.backward(problem.upstream)
        if step == 0:
            answers = {"y": y.copy(), "dx": np.array(dx)}
            for i, layer in enumerate(layers, start=1):
                answers |= {f"dW{i}": layer.dW.copy(), f"db{i}": layer.db.copy()}
        net.step(problem.settings["lr"], problem.settings["momentum"])
    for i, layer in enumerate(layers, start=1):
        answers |= {_after(f"W{i}", problem): layer.W, _after(f"b{i}", problem): layer.b}
    return answers


def _lenet_by_autograd(problem: LaterProblem) -> Answers:
    pairs, N = list(_pairs(problem.parameters)), len(problem.upstream)
    modules: list[Any] = [
        _autograd_convolution(pairs[0][0], padding=1),
        _autograd_convolution(pairs[1][0]),
        *(nn.Linear(W.shape[0], W.shape[1]) for W, _ in pairs[2:]),
    ]
    for module, (W, b) in zip(modules, pairs, strict=True):
        module.weight.data, module.bias.data = (W.T if W.ndim == 2 else W).copy(), b.reshape(-1).copy()
    first, second, third, fourth = modules
    net = nn.Sequential(
        *(first, nn.ReLU(), nn.MaxPool2d(2), second, nn.ReLU(), nn.MaxPool2d(2, 1)),
        *(nn.Flatten(), third, nn.ReLU(), fourth),
    )
    settings = problem.settings
    optimizer = optim.SGD(net.parameters(), lr=settings["lr"], momentum=settings["momentum"])
    answers: Answers = {}
    for step in range(settings["steps"]):
        optimizer.zero_grad()
        x = Tensor(problem.inputs["x"], requires_grad=True)
        y = net(x)
        y.backward(Tensor(problem.upstream))
        if step == 0:
            answers = {"y": y.data, "dx": x.grad.data} | _lenet_gradients(modules, N)
        for parameter in net.parameters():
            parameter.grad.data = parameter.grad.data / N  # of the mean loss
        optimizer.step()
    for i, module in enumerate(modules, start=1):
        W, b = module.weight.data, module.bias.data
        answers[_after(f"W{i}", problem)] = W.T if i > 2 else W
        answers[_after(f"b{i}", problem)] = b[np.newaxis] if i > 2 else b
    return answers


def _lenet_gradients(modules: list[Any], N: int) -> Answers:
    """Those by autograd, as they are by hand: of the summed loss, but of Linear divided by N."""
    answers: Answers = {}
    for i, module in enumerate(modules, start=1):
        W, b = module.weight.grad.data.copy(), module.bias.grad.data.copy()
        linear = W.ndim == 2
        answers |= {f"dW{i}": W.T / N if linear else W, f"db{i}": b[np.newaxis] / N if linear else b}
    return answers


def later_of_the_summed_loss(problem: LaterProblem, answers: Answers) -> Answers:
    """Convert a Linear's gradients, which are divided by N, to those of the summed loss."""
    N = len(problem.upstream)
    divided = ("dW3", "db3", "dW4", "db4")  # of LeNet, the only problem that has a Linear
    return {name: array * np.longdouble(N) if name in divided else array for name, array in answers.items()}


def _pairs(parameters: dict[str, Array]) -> Iterator[tuple[Array, Array]]:
    """(W1, b1), (W2, b2) …"""
    return ((parameters[f"W{i}"], parameters[f"b{i}"]) for i in range(1, len(parameters) // 2 + 1))


def _after(name: str, problem: LaterProblem) -> str:
    return f"{name} after {problem.settings['steps']} steps"


Answering = dict[str, Callable[[LaterProblem], Answers]]
_LAYER: Answering = {"by hand": _layer_by_hand, "by autograd": _layer_by_autograd}
_CELL: Answering = {"by hand": _cell_by_hand, "by autograd": _cell_by_autograd}
_LENET: Answering = {"by hand": _lenet_by_hand, "by autograd": _lenet_by_autograd}
