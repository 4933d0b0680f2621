"""What a Fall hand-in is asked to do: its packages are used as the course's graders use them.

Runs in the hand-in's process, and knows no right answer: every function returns the values that came out,
and the inputs as they were afterwards. A Tensor is sent as the array in it.
"""

import sys
from typing import Any

import numpy as np

Values = dict[str, Any]


def tensor(array: np.ndarray, requires_grad: bool = False) -> Any:
    """A leaf of the hand-in's."""
    from mytorch.tensor import Tensor

    return Tensor(array, requires_grad=requires_grad)


def data(value: Any) -> Any:
    """The array in a Tensor, as it is now; None for None; for anything else, what it is instead."""
    from mytorch.tensor import Tensor

    if value is None:
        return None
    if not isinstance(value, Tensor):
        return f"no Tensor ({type(value).__name__})"
    return value.data.copy() if isinstance(value.data, np.ndarray) else value.data


def walk(output: Any, upstream: np.ndarray) -> None:
    """Backward from a tensor with a given upstream gradient."""
    from mytorch import autograd_engine

    autograd_engine.backward(output.grad_fn, tensor(upstream))


OPERATORS = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
}
NAMES = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div"}


def operation(op: str, a: np.ndarray, b: np.ndarray, g: np.ndarray) -> Values:
    """An operator, and its class called by hand."""
    import mytorch.nn.functional as F
    from mytorch.autograd_engine import ContextManager

    values: Values = {"output": data(OPERATORS[op](tensor(a), tensor(b)))}
    kind, ctx = getattr(F, NAMES[op]), ContextManager()
    x, y, upstream = tensor(a, True), tensor(b, True), tensor(g)
    values["output of forward"] = data(kind.forward(ctx, x, y))
    da, db = kind.backward(ctx, upstream)
    values |= {"gradient of a": data(da), "gradient of b": data(db)}
    return values | {"a afterwards": data(x), "b afterwards": data(y), "g afterwards": data(upstream)}


def through_engine(op: str, a: np.ndarray, b: np.ndarray, g: np.ndarray) -> Values:
    """An operator between two leaves, and the walk back."""
    x, y = tensor(a, True), tensor(b, True)
    z = OPERATORS[op](x, y)
    walk(z, g)
    return {"output": data(z), "gradient of a": data(x.grad), "gradient of b": data(y.grad)}


def expression(program: list[str], leaves: list[Any], needs: list[bool], g: Any, times: int) -> Values:
    """Run a program on the leaves and go back through it; all of it `times` times over.

    program: lines "op i j" (or "log i", "flat i") on the values so far, the leaves being the first of them.
    g: the upstream gradient; None: backward() of the result, whose own is ones.
    """
    tensors = [tensor(array, need) for array, need in zip(leaves, needs, strict=True)]
    for _ in range(times):
        values = list(tensors)
        for line in program:
            op, *operands = line.split()
            x = [values[int(i)] for i in operands]
            if op == "log":
                values.append(x[0].log())
            elif op == "flat":
                values.append(x[0].reshape(-1))
            else:
                values.append(OPERATORS[op](*x))
        if g is None:
            values[-1].backward()
        else:
            walk(values[-1], g)
    found: Values = {"output": data(values[-1])}
    found |= {f"gradient of leaf {i}": data(leaf.grad) for i, leaf in enumerate(tensors)}
    made = values[len(tensors) :]
    found |= {f"gradient of intermediate {i}": data(value.grad) for i, value in enumerate(made)}
    found |= {f"requires_grad of intermediate {i}": bool(value.requires_grad) for i, value in enumerate(made)}
    found |= {f"is_leaf of intermediate {i}": bool(value.is_leaf) for i, value in enumerate(made)}
    return found | {f"leaf {i} afterwards": data(leaf) for i, leaf in enumerate(tensors)}


def doublings(x: np.ndarray, count: int) -> Values:
    """y = y + y, over and over; how many Python functions the walk back calls."""
    leaf = tensor(x, True)
    y = leaf
    for _ in range(count):
        y = y + y
    calls = 0

    def profile(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(profile)
    try:
        y.backward()
    finally:
        sys.setprofile(None)
    return {"gradient of x": data(leaf.grad), "calls": calls}


def chain(x: np.ndarray, length: int) -> Values:
    """y = y + x, over and over."""
    leaf = tensor(x, True)
    y = leaf
    for _ in range(length):
        y = y + leaf
    y.backward()
    return {"gradient of x": data(leaf.grad)}


def shared_gradients(a: np.ndarray, b: np.ndarray, g: np.ndarray) -> Values:
    """The gradient of b, after that of a was written to."""
    x, y = tensor(a, True), tensor(b, True)
    walk(x + y, g)
    before = data(y.grad)
    x.grad.data += 1.0
    return {"gradient of b": before, "gradient of b after a change of a's": data(y.grad)}


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
    gamma: np.ndarray, beta: np.ndarray, xs: list[Any], gs: list[Any], x_eval: np.ndarray
) -> Values:
    """A layer with these parameters in a Sequential: trained on each batch, then evaluated, then trained
    again.
    """
    from mytorch.nn.batchnorm import BatchNorm1d
    from mytorch.nn.sequential import Sequential

    layer = BatchNorm1d(len(gamma))
    values: Values = {f"{name} at the start": data(getattr(layer, name)) for name in BN_STATE}
    values["num_features"] = int(layer.num_features)
    layer.gamma.data, layer.beta.data = gamma.copy(), beta.copy()
    model = Sequential(layer)
    model.train()
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


def accuracies_run(
    train_x: np.ndarray, train_y: np.ndarray, val_x: np.ndarray, val_y: np.ndarray, seed: int
) -> Values:
    """What mnist() returns."""
    from hw1 import mnist

    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    return {"accuracies": [float(a) for a in mnist.mnist(train_x, train_y, val_x, val_y)]}


def mnist_run(
    train_x: np.ndarray,
    train_y: np.ndarray,
    val_x: np.ndarray,
    val_y: np.ndarray,
    new_x: np.ndarray,
    seed: int,
) -> Values:
    """What mnist() returns, and the outputs for new_x of the model that it had train() train."""
    from hw1 import mnist

    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    train, models = mnist.train, []

    def watched(*arguments: Any, **named: Any) -> Any:
        models.append(named["model"] if "model" in named else arguments[0])
        return train(*arguments, **named)

    mnist.train = watched
    try:
        accuracies = mnist.mnist(train_x, train_y, val_x, val_y)
    finally:
        mnist.train = train
    values: Values = {"accuracies": [float(a) for a in accuracies], "outputs": None}
    if models:
        values["number of parameters"] = sum(int(p.data.size) for p in models[-1].parameters())
        models[-1].eval()
        values["outputs"] = data(models[-1](tensor(new_x)))
    return values


def train_run(
    hidden: int, train_x: np.ndarray, train_y: np.ndarray, val_x: np.ndarray, val_y: np.ndarray,
    probe: np.ndarray,
    lr: float, momentum: float, num_epochs: int, seed: int,
) -> Values:  # fmt: skip
    """Run train() on a model, criterion and optimizer of the hand-in's that keep a diary of what is done
    with them.

    A row of x is told by its product with `probe`. "events": F a forward pass in training mode, f in
    evaluation mode, C the criterion, Z zero_grad, S step.
    """
    from hw1 import mnist
    from mytorch.nn.activations import ReLU
    from mytorch.nn.batchnorm import BatchNorm1d
    from mytorch.nn.linear import Linear
    from mytorch.nn.loss import CrossEntropyLoss
    from mytorch.nn.sequential import Sequential
    from mytorch.optim.sgd import SGD

    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    events: list[str] = []
    rows: list[np.ndarray] = []
    targets: list[np.ndarray] = []
    norm = BatchNorm1d(hidden)

    class Diary(Sequential):
        """The hand-in's model, writing down what it is given."""

        def forward(self, x: Any) -> Any:
            events.append("F" if norm.is_train else "f")
            rows.append(x.data @ probe)
            return super().forward(x)

    class DiaryLoss(CrossEntropyLoss):
        """The hand-in's criterion, writing down the labels."""

        def forward(self, predicted: Any, target: Any) -> Any:
            events.append("C")
            targets.append(np.array(target.data, dtype=float))
            return super().forward(predicted, target)

    class DiarySGD(SGD):
        """The hand-in's optimizer, writing down when it is used."""

        def step(self) -> Any:
            events.append("S")
            return super().step()

        def zero_grad(self) -> Any:
            events.append("Z")
            return super().zero_grad()

    first, last = Linear(train_x.shape[1], hidden), Linear(hidden, 10)
    model = Diary(first, norm, ReLU(), last)
    optimizer = DiarySGD(list(model.parameters()), lr=lr, momentum=momentum)
    accuracies = mnist.train(model, optimizer, DiaryLoss(), train_x, train_y, val_x, val_y, num_epochs)
    values: Values = {
        "accuracies": [float(a) for a in accuracies], "events": "".join(events),
        "sizes": [len(part) for part in rows], "rows": np.concatenate(rows) if rows else np.zeros(0),
        "labels": np.concatenate(targets) if targets else np.zeros(0),
        "train_x": train_x @ probe, "train_y": train_y, "val_x": val_x @ probe, "val_y": val_y,
    }  # fmt: skip
    for name, layer in (("first", first), ("last", last)):
        values |= {f"{name} weight": data(layer.weight), f"{name} bias": data(layer.bias)}
    values |= {name: data(getattr(norm, name)) for name in BN_STATE}
    values["validation"] = float(mnist.validate(model, val_x, val_y))
    return values
