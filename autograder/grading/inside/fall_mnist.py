"""What a Fall hand-in's hw1/mnist.py is asked to do."""

from typing import Any

import numpy as np

from autograder.grading.inside.fall_autograd import Values, data, tensor
from autograder.grading.inside.fall_layers import BN_STATE


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
