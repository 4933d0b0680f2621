"""What a Spring hand-in is asked to do: its modules are called as the course's graders call them.

Runs in the hand-in's process, and knows no right answer: every function returns the values that came out,
and the inputs as they were afterwards. Modules are imported by their bare names, inside the functions, so
that a module that is missing or broken costs only the problems that need it.
"""

from importlib import import_module
from typing import Any

import numpy as np

Values = dict[str, Any]


def kept(value: Any) -> Any:
    """The value as it is now: an array may be written to later."""
    return value.copy() if isinstance(value, np.ndarray) else value


def multiple_choice(question: int) -> Values:
    """The letter of one question."""
    mc = import_module("mc")

    return {"answer": getattr(mc, f"question_{question}")()}


def activation_run(name: str, z: np.ndarray, z2: np.ndarray) -> Values:
    """Forward and derivative, of one object and then of another; the first object's derivative once more."""
    activation = import_module("activation")

    first, second = getattr(activation, name)(), getattr(activation, name)()
    values = {"output": kept(first(z)), "state": kept(first.state)}
    values["derivative"] = kept(first.derivative())
    second(z2)
    values["derivative asked again"] = kept(first.derivative())
    first.forward(z2)
    return values | {"derivative of a second input": kept(first.derivative()), "input": z, "second input": z2}


def loss_run(x: np.ndarray, y: np.ndarray, x2: np.ndarray, y2: np.ndarray) -> Values:
    """The loss and its derivative, for two batches one after the other."""
    loss = import_module("loss")

    criterion = loss.SoftmaxCrossEntropy()
    values = {"loss": kept(criterion(x, y)), "derivative": kept(criterion.derivative())}
    values |= {"loss of a second batch": kept(criterion.forward(x2, y2))}
    values |= {"derivative of a second batch": kept(criterion.derivative())}
    return values | {"logits": x, "labels": y}


def linear_run(W: np.ndarray, b: np.ndarray, xs: list[Any], deltas: list[Any]) -> Values:
    """A layer made with these weights, and forward and backward for each batch."""
    linear = import_module("linear")

    drawn: list[Any] = []

    def weights(*sizes: int) -> np.ndarray:
        drawn.extend(["W", *map(int, sizes)])
        return W.copy()

    def biases(*sizes: int) -> np.ndarray:
        drawn.extend(["b", *map(int, sizes)])
        return b.copy()

    layer = linear.Linear(W.shape[0], W.shape[1], weights, biases)
    values = {"order of the draws": " ".join(map(str, drawn)), "W": kept(layer.W), "b": kept(layer.b)}
    values |= {name: kept(getattr(layer, name)) for name in ("dW", "db", "momentum_W", "momentum_b")}
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        values[f"output of batch {k}"] = kept(layer(x))
        values[f"dx of batch {k}"] = kept(layer.backward(delta))
        values |= {f"dW of batch {k}": kept(layer.dW), f"db of batch {k}": kept(layer.db)}
        values |= {f"x of batch {k} afterwards": x, f"delta of batch {k} afterwards": delta}
    return values | {"W afterwards": layer.W, "b afterwards": layer.b}


BN_STATE = ("gamma", "beta", "running_mean", "running_var")


def batchnorm_run(
    gamma: np.ndarray, beta: np.ndarray, xs: list[Any], deltas: list[Any], x_eval: np.ndarray,
    alpha: float | None,
) -> Values:  # fmt: skip
    """A layer with these parameters: trained on each batch, then evaluated."""
    batchnorm = import_module("batchnorm")

    layer = batchnorm.BatchNorm(gamma.shape[1], **({} if alpha is None else {"alpha": alpha}))
    names = (*BN_STATE, "dgamma", "dbeta")
    values = {f"{name} at the start": kept(getattr(layer, name)) for name in names}
    layer.gamma, layer.beta = gamma.copy(), beta.copy()
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        values[f"output of batch {k}"] = kept(layer(x) if k % 2 else layer.forward(x))
        values |= {
            f"running_mean of batch {k}": kept(layer.running_mean),
            f"running_var of batch {k}": kept(layer.running_var),
        }
        dx = kept(layer.backward(delta))
        values |= {
            f"dbeta of batch {k}": kept(layer.dbeta),
            f"dgamma of batch {k}": kept(layer.dgamma),
            f"dx of batch {k}": dx,
        }
        values |= {f"x of batch {k} afterwards": x, f"delta of batch {k} afterwards": delta}
    values |= {"gamma afterwards": kept(layer.gamma), "beta afterwards": kept(layer.beta)}
    values["output in evaluation"] = kept(layer(x_eval, eval=True))
    values["output for one example"] = kept(layer.forward(x_eval[:1].copy(), eval=True))
    values |= {
        "running_mean after evaluation": layer.running_mean,
        "running_var after evaluation": layer.running_var,
    }
    return values | {"x of evaluation afterwards": x_eval}


def network(
    kind: Any, sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any], lr: float,
    momentum: float,
    num_bn_layers: int, shared: bool = False,
) -> Any:  # fmt: skip
    """A network of the class `kind`, with the given weights handed out in the order they are asked for."""
    nn: Any = import_module("hw1")

    weights_left, biases_left = [W.copy() for W in weights], [b.copy() for b in biases]
    objects = [getattr(nn, name)() for name in activations]
    if shared:
        objects = [objects[0]] * len(objects)
    options = {"momentum": momentum, "num_bn_layers": num_bn_layers}  # left out where they are the default
    return kind(
        sizes[0], sizes[-1], sizes[1:-1], objects, lambda *size: weights_left.pop(0),
        lambda *size: biases_left.pop(0), nn.SoftmaxCrossEntropy(), lr,
        **{name: value for name, value in options.items() if value},
    )  # fmt: skip


def mlp_run(
    sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any], gammas: list[Any],
    betas: list[Any],
    xs: list[Any], labels: list[Any], lrs: list[float], momenta: list[float], x_eval: np.ndarray,
    labels_eval: np.ndarray, shared: bool,
) -> Values:  # fmt: skip
    """Train a network for a step on each batch, then evaluate it. Gradients are not zeroed in between."""
    nn: Any = import_module("hw1")

    mlp = network(nn.MLP, sizes, activations, weights, biases, lrs[0], momenta[0], len(gammas), shared)
    for i, (gamma, beta) in enumerate(zip(gammas, betas, strict=True)):
        mlp.bn_layers[i].gamma, mlp.bn_layers[i].beta = gamma.copy(), beta.copy()
    values: Values = {}
    for k, (x, y) in enumerate(zip(xs, labels, strict=True), start=1):
        values[f"output of batch {k}"] = kept(mlp(x))
        mlp.backward(y)  # before anybody has asked for the loss
        values |= state(mlp, ("dW", "db"), ("dgamma", "dbeta"), f" after batch {k}")
        values |= {f"loss of batch {k}": mlp.total_loss(y), f"error of batch {k}": mlp.error(y)}
        if (lrs[k - 1], momenta[k - 1]) != (lrs[0], momenta[0]):  # else as it was constructed
            mlp.lr, mlp.momentum = lrs[k - 1], momenta[k - 1]
        mlp.step()
        values |= state(mlp, ("W", "b"), BN_STATE, f" after batch {k}")
        values |= {f"x of batch {k} afterwards": x, f"labels of batch {k} afterwards": y}
        mlp.train()  # for the first batch it is as it was made
    mlp.zero_grads()
    values |= state(mlp, ("dW", "db"), ("dgamma", "dbeta"), " after zero_grads")
    mlp.eval()
    values |= figures(mlp, x_eval, labels_eval, " in evaluation")
    values |= state(mlp, (), ("running_mean", "running_var"), " after evaluation")
    mlp.train()
    return values | {"output back in training": kept(mlp(x_eval))}


def figures(mlp: Any, x: np.ndarray, labels: np.ndarray, when: str) -> Values:
    """What the network says of a batch."""
    output = kept(mlp.forward(x))
    return {f"output{when}": output, f"loss{when}": mlp.total_loss(labels), f"error{when}": mlp.error(labels)}


def state(mlp: Any, of_linear: tuple[str, ...], of_bn: tuple[str, ...], when: str) -> Values:
    """The named arrays of every layer."""
    values: Values = {}
    for i, layer in enumerate(mlp.linear_layers, start=1):
        values |= {f"{name}{i}{when}": kept(getattr(layer, name)) for name in of_linear}
    if of_bn and mlp.num_bn_layers:
        for i, layer in enumerate(mlp.bn_layers, start=1):
            values |= {f"{name}{i}{when}": kept(getattr(layer, name)) for name in of_bn}
    return values


def statistics_run(
    sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any], lr: float,
    momentum: float,
    num_bn_layers: int, train_x: np.ndarray, train_y: np.ndarray, val_x: np.ndarray, val_y: np.ndarray,
    test_x: np.ndarray, test_y: np.ndarray, probe: np.ndarray, nepochs: int, batch_size: int, seed: int,
) -> Values:  # fmt: skip
    """Run get_training_stats on a network of the hand-in's that keeps a diary of what is done with it.

    A row of x is told by its product with `probe`. The diary: "events" (F forward in training mode, f in
    evaluation mode, B backward, S step, Z zero_grads), and for each forward pass its rows, outputs and
    the weights it was made with, the latter only after a change of mode.
    """
    nn: Any = import_module("hw1")

    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    events: list[str] = []
    rows: list[np.ndarray] = []
    outputs: list[np.ndarray] = []
    labels_given: list[np.ndarray] = []
    snapshots: list[np.ndarray] = []

    class Diary(nn.MLP):
        """The hand-in's network, writing down what is done with it."""

        def __call__(self, x: np.ndarray) -> np.ndarray:
            return self.forward(x)

        def forward(self, x: np.ndarray) -> np.ndarray:
            training = bool(self.train_mode)
            if not training and (not events or events[-1] != "f"):
                snapshots.extend(
                    kept(getattr(layer, name)) for layer in self.linear_layers for name in ("W", "b")
                )
                if self.num_bn_layers:
                    snapshots.extend(kept(getattr(bn, name)) for bn in self.bn_layers for name in BN_STATE)
            output = super().forward(x)
            events.append("F" if training else "f")
            rows.append(x @ probe)
            outputs.append(kept(output))
            return output

        def backward(self, labels: np.ndarray) -> Any:
            events.append("B")
            labels_given.append(np.argmax(labels, axis=1))
            return super().backward(labels)

        def step(self) -> Any:
            events.append("S")
            return super().step()

        def zero_grads(self) -> Any:
            events.append("Z")
            return super().zero_grads()

    mlp = network(Diary, sizes, activations, weights, biases, lr, momentum, num_bn_layers)
    dset = ((train_x, train_y), (val_x, val_y), (test_x, test_y))
    names = ("training_losses", "training_errors", "validation_losses", "validation_errors")
    curves = nn.get_training_stats(mlp, dset, nepochs, batch_size)
    values: Values = dict(zip(names, (kept(curve) for curve in curves), strict=True))
    return values | {
        "events": "".join(events), "sizes": [len(part) for part in rows], "rows": np.concatenate(rows),
        "outputs": np.concatenate(outputs),
        "labels": np.concatenate(labels_given) if labels_given else np.zeros(0),
        "snapshots": snapshots, "train_x": train_x @ probe, "train_y": train_y, "val_x": val_x @ probe,
        "val_y": val_y,
    }  # fmt: skip
