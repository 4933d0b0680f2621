"""What a Fall hand-in's layers, loss and optimizer are asked to do."""

from typing import Any

import numpy as np

from autograder.grading.inside.fall_autograd import Values, data, tensor, walk


def linear_run(n_in: int, n_out: int, xs: list[Any], gs: list[Any]) -> Values:
    """A layer as it is drawn, and forward and backward for each batch, gradients set to None before it."""
    from mytorch.nn.linear import Linear

    layer = Linear(n_in, n_out)
    values: Values = {"weight": data(layer.weight), "bias": data(layer.bias)}
    for k, (x, g) in enumerate(zip(xs, gs, strict=True), start=1):
        given = tensor(x, True)
        layer.weight.grad = layer.bias.grad = None
        output = layer(given)
        walk(output, g)
        values |= {f"output of batch {k}": data(output), f"gradient of x of batch {k}": data(given.grad)}
        values |= {
            f"gradient of weight of batch {k}": data(layer.weight.grad),
            f"gradient of bias of batch {k}": data(layer.bias.grad),
        }
        values[f"x of batch {k} afterwards"] = data(given)
    return values | {"weight afterwards": data(layer.weight), "bias afterwards": data(layer.bias)}


def sequential_run(sizes: list[int], x: np.ndarray, g: np.ndarray) -> Values:
    """Linear layers in a row."""
    from mytorch.nn.linear import Linear
    from mytorch.nn.sequential import Sequential

    layers = [Linear(a, b) for a, b in zip(sizes, sizes[1:], strict=False)]
    output = Sequential(*layers)(tensor(x))
    walk(output, g)
    values: Values = {"output": data(output)}
    for i, layer in enumerate(layers, start=1):
        values |= {f"weight {i}": data(layer.weight), f"bias {i}": data(layer.bias)}
        values |= {
            f"gradient of weight {i}": data(layer.weight.grad),
            f"gradient of bias {i}": data(layer.bias.grad),
        }
    return values


def relu_run(x: np.ndarray, g: np.ndarray) -> Values:
    """Forward and backward."""
    from mytorch.nn.activations import ReLU

    given, upstream = tensor(x, True), tensor(g)
    output = ReLU()(given)
    walk(output, g)
    values = {"output": data(output), "gradient of x": data(given.grad), "x afterwards": data(given)}
    return values | {"g afterwards": data(upstream)}


def sgd_run(
    params: list[Any], grads: list[Any], lrs: list[float], momenta: list[float], default: bool
) -> Values:
    """Steps with these gradients, len(params) of them a step; with the default settings, if asked for."""
    from mytorch.optim.sgd import SGD
    from mytorch.tensor import Tensor

    tensors = [Tensor(p, requires_grad=True, is_parameter=True) for p in params]
    optimizer = SGD(tensors) if default else SGD(tensors, lr=lrs[0], momentum=momenta[0])
    values: Values = {f"momentum {i} at the start": v for i, v in enumerate(list(optimizer.momentums))}
    values = {name: v.copy() if isinstance(v, np.ndarray) else data(v) for name, v in values.items()}
    for k in range(len(lrs)):
        if not default:
            optimizer.lr, optimizer.momentum = lrs[k], momenta[k]
        for i, p in enumerate(tensors):
            p.grad = tensor(grads[k * len(tensors) + i])
        optimizer.step()
        for i, p in enumerate(tensors):
            values |= {
                f"parameter {i} after step {k + 1}": data(p),
                f"gradient {i} after step {k + 1}": data(p.grad),
            }
    for i, p in enumerate(tensors):
        values |= {
            f"parameter {i} is a leaf": bool(p.is_leaf),
            f"parameter {i} requires a gradient": bool(p.requires_grad),
        }
    optimizer.zero_grad()
    return values | {f"gradient {i} after zero_grad": data(p.grad) for i, p in enumerate(tensors)}


def training_run(sizes: list[int], xs: list[Any], gs: list[Any], lr: float) -> Values:
    """Linear -> ReLU -> Linear as attributes of a Module, a step on each batch; the parameters before and
    after.
    """
    from mytorch.nn.activations import ReLU
    from mytorch.nn.linear import Linear
    from mytorch.nn.module import Module
    from mytorch.optim.sgd import SGD

    class Network(Module):
        """As a student would write one."""

        def __init__(self) -> None:
            super().__init__()
            self.first, self.relu, self.second = (
                Linear(sizes[0], sizes[1]),
                ReLU(),
                Linear(sizes[1], sizes[2]),
            )

        def forward(self, x: Any) -> Any:
            return self.second(self.relu(self.first(x)))

    model = Network()
    first, second = model.first, model.second
    parameters = [first.weight, first.bias, second.weight, second.bias]
    values: Values = {f"parameter {i} at the start": data(p) for i, p in enumerate(parameters)}
    optimizer = SGD(list(model.parameters()), lr=lr)
    for x, g in zip(xs, gs, strict=True):
        optimizer.zero_grad()
        output = model(tensor(x))
        walk(output, g)
        optimizer.step()
    for i, p in enumerate(parameters):
        values |= {f"parameter {i} in the end": data(p), f"parameter {i} is a leaf": bool(p.is_leaf)}
        values[f"parameter {i} requires a gradient"] = bool(p.requires_grad)
    return values


BN_STATE = ("gamma", "beta", "running_mean", "running_var")


def batchnorm_run(
    gamma: np.ndarray, beta: np.ndarray, xs: list[Any], gs: list[Any], x_eval: np.ndarray,
    momentum: float | None,
) -> Values:  # fmt: skip
    """A layer with these parameters in a Sequential: trained on each batch, then evaluated, then trained
    again.
    """
    from mytorch.nn.batchnorm import BatchNorm1d
    from mytorch.nn.sequential import Sequential

    settings: dict[str, Any] = {} if momentum is None else {"momentum": momentum}
    layer = BatchNorm1d(len(gamma), **settings)
    values: Values = {f"{name} at the start": data(getattr(layer, name)) for name in BN_STATE}
    values["num_features"] = int(layer.num_features)
    layer.gamma.data, layer.beta.data = gamma.copy(), beta.copy()
    model = Sequential(layer)
    for k, (x, g) in enumerate(zip(xs, gs, strict=True), start=1):
        given = tensor(x, True)
        layer.gamma.grad = layer.beta.grad = None
        output = model(given)
        walk(output, g)
        values |= {f"output of batch {k}": data(output)}
        values |= {
            f"{name} of batch {k}": data(getattr(layer, name)) for name in ("running_mean", "running_var")
        }
        values |= {
            f"gradient of beta of batch {k}": data(layer.beta.grad),
            f"gradient of gamma of batch {k}": data(layer.gamma.grad),
        }
        values |= {f"gradient of x of batch {k}": data(given.grad), f"x of batch {k} afterwards": data(given)}
        model.train()  # for the first batch it is as it was made
    values |= {f"{name} requires a gradient": bool(getattr(layer, name).requires_grad) for name in BN_STATE}
    model.eval()
    values["output in evaluation"] = data(model(tensor(x_eval)))
    for name in ("running_mean", "running_var"):
        values[f"{name} after evaluation"] = data(getattr(layer, name))
    model.train()
    return values | {"output back in training": data(model(tensor(x_eval)))}


def one_in_evaluation(x: np.ndarray) -> Values:
    """A batch of one in evaluation mode, by a layer as it is made."""
    from mytorch.nn.batchnorm import BatchNorm1d
    from mytorch.nn.sequential import Sequential

    model = Sequential(BatchNorm1d(x.shape[1]))
    model.eval()
    return {"output for one example": data(model(tensor(x)))}


def batch_of_one(x: np.ndarray) -> Values:
    """The running variance after a batch of one in training mode, which may raise."""
    from mytorch.nn.batchnorm import BatchNorm1d

    layer = BatchNorm1d(x.shape[1])
    try:
        layer(tensor(x))
        raised = False
    except Exception:
        raised = True
    return {"running_var": data(layer.running_var), "raised": raised}


def cross_entropy_run(x: np.ndarray, labels: np.ndarray, g: np.ndarray) -> Values:
    """The loss as a layer, and as a function with another upstream gradient."""
    from mytorch.nn.functional import cross_entropy
    from mytorch.nn.loss import CrossEntropyLoss

    logits, target = tensor(x, True), tensor(labels)
    loss = CrossEntropyLoss()(logits, target)
    values: Values = {"loss": data(loss)}
    loss.backward()
    values["gradient of the logits"] = data(logits.grad)
    again = tensor(x, True)
    loss = cross_entropy(again, target)
    walk(loss, g)
    values |= {"loss of the function": data(loss), "gradient of the logits, scaled": data(again.grad)}
    return values | {"logits afterwards": data(logits), "labels afterwards": data(target)}
