"""What a Spring hand-in is asked to do: its modules are called as the course's graders call them.

Runs in the hand-in's process, and knows no right answer: every function returns the values that came out,
and the inputs as they were afterwards. A value that could not be had is the exception that came instead of
it; what can still be had after that is asked for all the same. Modules are imported by their bare names,
inside the functions, so that a module that is missing or broken costs only the problems that need it.
"""

from collections.abc import Callable
from importlib import import_module
from itertools import cycle
from typing import Any

import numpy as np

Values = dict[str, Any]
Names = dict[str, tuple[str, ...]]
GRADIENTS: Names = {"linear": ("dW", "db"), "bn": ("dgamma", "dbeta")}
PARAMETERS: Names = {"linear": ("W", "b"), "bn": ("gamma", "beta")}
RUNNING: Names = {"bn": ("running_mean", "running_var")}


def had(action: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What it returns, as it is now (an array may be written to later); or the exception that it raised."""
    try:
        value = action(*arguments, **options)
        return value.copy() if isinstance(value, np.ndarray) else value
    except (Exception, SystemExit) as error:
        return error


def multiple_choice(question: int) -> Values:
    """The letter of one question."""
    mc = import_module("mc")

    return {"answer": getattr(mc, f"question_{question}")()}


def activation_run(name: str, z: np.ndarray, z2: np.ndarray) -> Values:
    """Forward and derivative, of one object and then of another; the first object's derivative once more."""
    activation = import_module("activation")

    first, second = getattr(activation, name)(), getattr(activation, name)()
    values = {"output": had(first.forward, z), "state": had(getattr, first, "state"), "input": z}
    values["derivative"] = had(first.derivative)
    had(second.forward, z2.copy())
    values["derivative asked again"] = had(first.derivative)
    had(first.forward, z2.copy())
    values["second state"] = had(getattr, first, "state")
    return values | {"derivative of a second input": had(first.derivative)}


def loss_run(x: np.ndarray, y: np.ndarray, x2: np.ndarray, y2: np.ndarray) -> Values:
    """The loss and its derivative, for two batches one after the other."""
    loss = import_module("loss")

    criterion = loss.SoftmaxCrossEntropy()
    values = {"loss": had(criterion.forward, x, y), "derivative": had(criterion.derivative)}
    had(criterion.forward, x2, y2)
    return values | {"derivative of a second batch": had(criterion.derivative), "logits": x, "labels": y}


def linear_run(W: np.ndarray, b: np.ndarray, xs: list[Any], deltas: list[Any]) -> Values:
    """A layer made with these weights, and forward and backward for each batch."""
    linear = import_module("linear")

    layer = linear.Linear(*W.shape, lambda *size: W.copy(), lambda *size: b.copy())
    values: Values = {}
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        of = f" of batch {k}"
        values[f"output{of}"] = had(layer.forward, x)
        values[f"dx{of}"] = had(layer.backward, delta)
        values |= attributes(layer, GRADIENTS["linear"], of)
        values |= {f"x{of} afterwards": x, f"delta{of} afterwards": delta}
    return values


def linear_drawn(numbers: np.ndarray, n_in: int, n_out: int) -> Values:
    """The parameters of a layer whose init functions draw these numbers one after the other."""
    linear = import_module("linear")

    left = cycle(numbers.tolist())

    def draw(*shape: int) -> np.ndarray:
        return np.array([next(left) for _ in range(int(np.prod(shape)))]).reshape(shape)

    layer = linear.Linear(n_in, n_out, draw, lambda *size: draw(1, int(size[-1])))
    return attributes(layer, PARAMETERS["linear"])


def batchnorm_run(
    gamma: np.ndarray, beta: np.ndarray, xs: list[Any], deltas: list[Any], x_eval: np.ndarray,
    alpha: float | None, running: list[Any],
) -> Values:  # fmt: skip
    """A layer with these parameters: trained on each batch, then evaluated; and one evaluated with the
    running mean and variance that are given.
    """
    batchnorm = import_module("batchnorm")

    layer = batchnorm.BatchNorm(gamma.shape[1], **({} if alpha is None else {"alpha": alpha}))
    give_parameters(layer, gamma, beta)
    values: Values = {}
    other = batchnorm.BatchNorm(gamma.shape[1])
    give_parameters(other, gamma, beta)
    values["output where eval is left out"] = had(other.forward, xs[0].copy())
    other.running_mean, other.running_var = running[0].copy(), running[1].copy()
    values["output with given statistics"] = had(other.forward, x_eval.copy(), eval=True)
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        of = f" of batch {k}"
        values[f"output{of}"] = had(layer.forward, x, eval=False)
        values |= attributes(layer, RUNNING["bn"], of)
        values[f"dx{of}"] = had(layer.backward, delta)
        values |= attributes(layer, GRADIENTS["bn"], of)
        values |= {f"x{of} afterwards": x, f"delta{of} afterwards": delta}
    values["output in evaluation"] = had(layer.forward, x_eval, eval=True)
    values["output for one example"] = had(layer.forward, x_eval[:1].copy(), eval=True)
    values |= attributes(layer, RUNNING["bn"], " after evaluation")
    return values | {"x of evaluation afterwards": x_eval}


def give_parameters(layer: Any, gamma: np.ndarray, beta: np.ndarray) -> None:
    """Batch norm's parameters in place of those that the layer was made with, which have to be there."""
    for name in PARAMETERS["bn"]:
        getattr(layer, name)  # AttributeError of the hand-in's, rather than an attribute that it lacks
    layer.gamma, layer.beta = gamma.copy(), beta.copy()


def new_batchnorm(x: np.ndarray) -> Values:
    """What layers as they are made give: one in training, one in evaluation."""
    batchnorm = import_module("batchnorm")

    return {
        "output of batch 1": had(batchnorm.BatchNorm(x.shape[1]).forward, x.copy(), eval=False),
        "output in evaluation": had(batchnorm.BatchNorm(x.shape[1]).forward, x.copy(), eval=True),
    }


def attributes(thing: Any, names: tuple[str, ...], when: str = "") -> Values:
    """The named attributes."""
    return {f"{name}{when}": had(getattr, thing, name) for name in names}


def named(name: str, module: str) -> Any:
    """A class of the hand-in's, by hw1's name for it, or where it was written."""
    found = getattr(import_module("hw1"), name, None)
    return found if found is not None else getattr(import_module(module), name)


def network(
    kind: Any, sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any],
    gammas: list[Any], betas: list[Any], lr: float, momentum: float | None, shared: bool = False,
) -> Any:  # fmt: skip
    """A network of the class `kind`; weights and biases are handed out in the order they are asked for.

    momentum: None to leave it at its default. shared: one activation object for all layers.
    """
    weights_left, biases_left = cycle(weights), cycle(biases)
    objects = [named(name, "activation")() for name in activations]
    if shared:
        objects = [objects[0]] * len(objects)
    options = {"momentum": momentum, "num_bn_layers": len(gammas) or None}
    mlp = kind(
        sizes[0], sizes[-1], sizes[1:-1], objects, lambda *size: next(weights_left).copy(),
        lambda *size: next(biases_left).copy(), named("SoftmaxCrossEntropy", "loss")(), lr,
        **{name: value for name, value in options.items() if value is not None},
    )  # fmt: skip
    for i, (gamma, beta) in enumerate(zip(gammas, betas, strict=True)):
        give_parameters(mlp.bn_layers[i], gamma, beta)
    return mlp


def mlp_run(
    sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any], gammas: list[Any],
    betas: list[Any], xs: list[Any], labels: list[Any], lrs: list[float], momenta: list[float],
    x_eval: np.ndarray, labels_eval: np.ndarray, shared: bool,
) -> Values:  # fmt: skip
    """Train a network for a step on each batch, as the handout has it, then evaluate it."""
    mlp = network(
        named("MLP", "hw1"), sizes, activations, weights, biases, gammas, betas, lrs[0],
        momenta[0] or None, shared,
    )  # fmt: skip
    m, values = len(gammas), dict[str, Any]()
    for k, (x, y) in enumerate(zip(xs, labels, strict=True), start=1):
        after = f" after batch {k}"
        values[f"output of batch {k}"] = had(mlp.forward, x)
        failed = had(mlp.backward, y)  # before anybody has asked for the loss
        values |= of_layers(mlp, GRADIENTS, m, after, failed)
        values |= figures(mlp, y, f" of batch {k}")
        if k > 1 and (lrs[k - 1], momenta[k - 1]) != (lrs[k - 2], momenta[k - 2]):
            mlp.lr, mlp.momentum = lrs[k - 1], momenta[k - 1]
        failed = had(mlp.step)
        values |= of_layers(mlp, PARAMETERS, m, after, failed) | of_layers(mlp, RUNNING, m, after)
        values |= {f"x of batch {k} afterwards": x, f"labels of batch {k} afterwards": y}
        had(mlp.zero_grads)
    had(mlp.eval)
    values["output in evaluation"] = had(mlp.forward, x_eval.copy())
    values |= figures(mlp, labels_eval, " in evaluation") | of_layers(mlp, RUNNING, m, " after evaluation")
    had(mlp.train)
    return values | {"output back in training": had(mlp.forward, x_eval.copy())}


def slopes_run(
    sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any], kind: str,
    x: np.ndarray, labels: np.ndarray, along: list[Any], step: float,
) -> Values:  # fmt: skip
    """The gradients of a kind, "W" or "b", for one batch, and for each layer the outputs a step up and a step
    down along a direction.
    """
    mlp = network(named("MLP", "hw1"), sizes, activations, weights, biases, [], [], 0.0, None)
    had(mlp.forward, x.copy())
    had(mlp.backward, labels.copy())
    values: Values = {}
    for i, (layer, direction) in enumerate(zip(mlp.linear_layers, along, strict=True), start=1):
        values[f"gradient{i}"] = had(getattr, layer, f"d{kind}")
        for name, move in (("up", step), ("down", -step), ("", 0.0)):
            setattr(layer, kind, (weights if kind == "W" else biases)[i - 1] + move * direction)
            values[f"{name}{i}"] = had(mlp.forward, x.copy())
    return values


def figures(mlp: Any, labels: np.ndarray, when: str) -> Values:
    """What the starter code's functions, which are no work of the student's, say of the last batch."""
    return {
        f"loss{when}": had(lambda: mlp.total_loss(labels.copy())),
        f"error{when}": had(lambda: mlp.error(labels.copy())),
    }


def of_layers(mlp: Any, names: Names, norms: int, when: str, failed: object = None) -> Values:
    """The named attributes of every linear layer, and of so many of batch norm; or why they are not there."""
    values: Values = {}
    for i, layer in enumerate(mlp.linear_layers, start=1):
        values |= attributes(layer, names.get("linear", ()), f"{i}{when}")
    for i in range(1, norms + 1):
        values |= attributes(mlp.bn_layers[i - 1], names["bn"], f"{i}{when}")
    return dict.fromkeys(values, failed) if isinstance(failed, BaseException) else values


def steps_run(
    sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any], gammas: list[Any],
    betas: list[Any], lrs: list[float], momentum: float | None, momenta: list[float], dWs: list[Any],
    dbs: list[Any], dgammas: list[Any], dbetas: list[Any],
) -> Values:  # fmt: skip
    """Steps with these gradients, of all layers for the first step, then for the second, and so on."""
    mlp = network(
        named("MLP", "hw1"), sizes, activations, weights, biases, gammas, betas, lrs[0], momentum
    )  # fmt: skip
    values: Values = {}
    for k, (lr, beta) in enumerate(zip(lrs, momenta, strict=True), start=1):
        if k > 1 and (lr, beta) != (lrs[k - 2], momenta[k - 2]):
            mlp.lr, mlp.momentum = lr, beta
        give(mlp, dWs, dbs, dgammas, dbetas, k - 1)
        failed = had(mlp.step)
        values |= of_layers(mlp, PARAMETERS, len(gammas), f" after batch {k}", failed)
    return values


def give(mlp: Any, dWs: list[Any], dbs: list[Any], dgammas: list[Any], dbetas: list[Any], step: int) -> None:
    """Put gradients into the layers: those of this step."""
    n = len(mlp.linear_layers)
    for layer, dW, db in zip(mlp.linear_layers, dWs[step * n :], dbs[step * n :], strict=False):
        layer.dW, layer.db = dW.copy(), db.copy()
    m = len(dgammas) * n // len(dWs)
    for i in range(m):
        mlp.bn_layers[i].dgamma = dgammas[step * m + i].copy()
        mlp.bn_layers[i].dbeta = dbetas[step * m + i].copy()


def zeroed(
    sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any], gammas: list[Any],
    betas: list[Any],
) -> Values:  # fmt: skip
    """The gradients, which were as large as the parameters, after zero_grads."""
    mlp = network(named("MLP", "hw1"), sizes, activations, weights, biases, gammas, betas, 0.1, None)
    give(mlp, weights, biases, gammas, betas, 0)
    failed = had(mlp.zero_grads)
    return of_layers(mlp, GRADIENTS, len(gammas), "", failed)


def statistics_run(
    sizes: list[int], activations: list[str], weights: list[Any], biases: list[Any], gammas: list[Any],
    betas: list[Any], lr: float, momentum: float, train_x: np.ndarray, train_y: np.ndarray,
    val_x: np.ndarray, val_y: np.ndarray, test_x: np.ndarray, test_y: np.ndarray, probe: np.ndarray,
    nepochs: int, batch_size: int, seed: int,
) -> Values:  # fmt: skip
    """Run get_training_stats on a network of the hand-in's that keeps a diary of what is done with it.

    A row of x is told by its product with `probe`. The diary: "events" (F forward in training mode, f in
    evaluation mode, B backward, S step, Z zero_grads), and for each forward pass its rows and outputs, for
    each backward its labels. What the network does by itself, as zeroing gradients in a step, is not in it.
    """
    nn: Any = import_module("hw1")

    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    events: list[str] = []
    rows: list[np.ndarray] = []
    outputs: list[np.ndarray] = []
    labels_given: list[np.ndarray] = []
    inside: list[str] = []

    def noted(event: str, action: Callable[..., Any], *arguments: Any) -> Any:
        if inside:
            return action(*arguments)
        inside.append(event)
        try:
            result = action(*arguments)
        finally:
            inside.pop()
        events.append(event)
        return result

    class Diary(named("MLP", "hw1")):  # type: ignore[misc]
        """The hand-in's network, writing down what is done with it."""

        def __call__(self, x: np.ndarray) -> np.ndarray:
            return self.forward(x)

        def forward(self, x: np.ndarray) -> np.ndarray:
            told = np.asarray(x, dtype=float) @ probe
            output = noted("F" if getattr(self, "train_mode", True) else "f", super().forward, x)
            if not inside:
                rows.append(told)
                shape = len(told), sizes[-1]
                shown = had(np.reshape, had(np.asarray, output, float), shape)
                outputs.append(np.full(shape, np.nan) if isinstance(shown, BaseException) else shown)
            return output

        def backward(self, labels: np.ndarray) -> Any:
            told = np.argmax(labels, axis=1)
            result = noted("B", super().backward, labels)
            if not inside:
                labels_given.append(told)
            return result

        def step(self) -> Any:
            return noted("S", super().step)

        def zero_grads(self) -> Any:
            return noted("Z", super().zero_grads)

    mlp = network(Diary, sizes, activations, weights, biases, gammas, betas, lr, momentum)
    dset = ((train_x, train_y), (val_x, val_y), (test_x, test_y))
    names = ("training_losses", "training_errors", "validation_losses", "validation_errors")
    curves = had(lambda: list(nn.get_training_stats(mlp, dset, nepochs, batch_size)))
    if isinstance(curves, list) and len(curves) != len(names):
        curves = ValueError(f"get_training_stats returned {len(curves)} values; expected {len(names)}")
    values: Values = dict(zip(names, curves if isinstance(curves, list) else [curves] * 4, strict=True))
    return values | {
        "events": "".join(events), "sizes": [len(part) for part in rows],
        "rows": np.concatenate([np.zeros(0), *rows]),
        "outputs": np.concatenate([np.zeros((0, sizes[-1])), *outputs]),
        "labels": np.concatenate([np.zeros(0), *labels_given]), "train_x": train_x @ probe,
        "train_y": train_y, "val_x": val_x @ probe, "val_y": val_y,
    }  # fmt: skip
