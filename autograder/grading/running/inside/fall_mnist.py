"""The scenarios for hw1/mnist.py of a Fall hand-in."""

import inspect
from typing import Any

import numpy as np

from autograder.grading.running.inside.fall_layers import BN_STATE
from autograder.grading.running.inside.fall_tensors import Values, attempt, data, failed, kept, tensor


def accuracies_run(
    train_x: np.ndarray, train_y: np.ndarray, val_x: np.ndarray, val_y: np.ndarray, seed: int
) -> Values:
    """What mnist() returns."""
    from hw1 import mnist

    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    return {"accuracies": _floats(mnist.mnist(train_x, train_y, val_x, val_y))}


def _floats(accuracies: Any) -> list[float]:
    return [float(kept(a) if not isinstance(a, np.ndarray) else a) for a in accuracies]


def _validate(model: Any, val_x: np.ndarray, val_y: np.ndarray) -> float:
    """Replaces a validate() that fails, so that the other parts can be tested."""
    model.eval()
    return float(np.mean(data(model(tensor(val_x))).argmax(axis=1) == val_y))


def mnist_run(
    train_x: np.ndarray,
    train_y: np.ndarray,
    val_x: np.ndarray,
    val_y: np.ndarray,
    new_x: np.ndarray,
    seed: int,
    stand_in: bool,
) -> Values:
    """What mnist() returns, and the outputs for new_x of the model that it had train() train.

    stand_in: whether _validate takes the place of validate().
    """
    from hw1 import mnist

    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    train, validate = mnist.train, mnist.validate
    models: list[Any] = []
    drawn: list[Any] = []

    def parameters() -> list[np.ndarray]:
        return [kept(p.data) for p in models[-1].parameters()]

    def watched(*arguments: Any, **named: Any) -> Any:
        models.append(named["model"] if "model" in named else arguments[0])
        drawn.append(attempt(parameters))
        return train(*arguments, **named)

    mnist.train, mnist.validate = watched, _validate if stand_in else validate
    try:
        accuracies = attempt(lambda: _floats(mnist.mnist(train_x, train_y, val_x, val_y)))
    finally:
        mnist.train, mnist.validate = train, validate

    def size() -> int:
        return sum(int(p.size) for p in parameters())

    def moved() -> bool:
        return any(np.any(p != first) for p, first in zip(parameters(), drawn[-1], strict=True))

    def outputs() -> Any:
        models[-1].eval()
        return data(models[-1](tensor(new_x)))

    values: Values = {"accuracies": accuracies, "outputs": None, "number of parameters": None}
    if models:
        values |= {"number of parameters": attempt(size), "parameters moved": attempt(moved)}
        values["outputs"] = attempt(outputs)
    return values


def train_run(
    hidden: int,
    train_x: np.ndarray,
    train_y: np.ndarray,
    val_x: np.ndarray,
    val_y: np.ndarray,
    probe: np.ndarray,
    lr: float,
    momentum: float,
    num_epochs: int,
    seed: int,
    stand_in: bool,
) -> Values:
    """Run train() on a model, criterion and optimizer of the hand-in's that keep a diary of what is done
    with them.

    A row of x is recognised by its product with `probe`. "events": F a forward pass in training mode, f in
    evaluation mode, C the criterion, G that there were gradients then, Z zero_grad, S step. "guesses": the
    class with the largest output, for each row of each pass. stand_in: as in mnist_run.
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
    guesses: list[np.ndarray] = []
    targets: list[np.ndarray] = []
    norm = BatchNorm1d(hidden)

    class Diary(Sequential):
        """The hand-in's model, which also records its inputs."""

        def forward(self, x: Any) -> Any:
            events.append("F" if getattr(norm, "is_train", True) else "f")
            rows.append(np.asarray(x.data, dtype=float) @ probe)
            output = super().forward(x)
            guesses.append(np.argmax(output.data, axis=1).astype(float))
            return output

    class DiaryLoss(CrossEntropyLoss):
        """The hand-in's criterion, writing down the labels; a call may or may not go by way of forward."""

        def __call__(self, predicted: Any, target: Any) -> Any:
            _write(target)
            return super().__call__(predicted, target)

        def forward(self, predicted: Any, target: Any) -> Any:
            if events[-1] not in "CG":
                _write(target)
            return super().forward(predicted, target)

    def _write(target: Any) -> None:
        events.append("C")
        targets.append(np.array(target.data, dtype=float))
        if attempt(lambda: any(p.grad is not None and np.any(p.grad.data) for p in parameters)) is True:
            events.append("G")

    class DiarySGD(SGD):
        """The hand-in's optimizer, which also records its calls."""

        def step(self, *given: Any, **options: Any) -> Any:
            events.append("S")
            return super().step(*given, **options)

        def zero_grad(self, *given: Any, **options: Any) -> Any:
            events.append("Z")
            return super().zero_grad(*given, **options)

    first, last = Linear(train_x.shape[1], hidden), Linear(hidden, 10)
    model = Diary(first, norm, ReLU(), last)
    parameters = [first.weight, first.bias, norm.gamma, norm.beta, last.weight, last.bias]
    optimizer = DiarySGD(list(model.parameters()), lr=lr, momentum=momentum)
    arguments: list[Any] = [model, optimizer, DiaryLoss(), train_x, train_y, val_x, val_y, num_epochs]
    if failed(attempt(inspect.signature(mnist.train).bind, *arguments)):
        arguments.pop()  # the number of epochs is what the handout says
    validate = mnist.validate
    mnist.validate = _validate if stand_in else validate
    try:
        accuracies = attempt(lambda: _floats(mnist.train(*arguments)))
    finally:
        mnist.validate = validate
    values: Values = {
        "accuracies": accuracies,
        "events": "".join(events),
        "sizes": [len(part) for part in rows],
        "train_x": train_x @ probe,
        "train_y": train_y,
        "val_x": val_x @ probe,
        "val_y": val_y,
    }
    for name, parts in (("rows", rows), ("guesses", guesses), ("labels", targets)):
        values[name] = np.concatenate(parts) if parts else np.zeros(0)
    for name, layer in (("first", first), ("last", last)):
        values |= {f"{name} weight": data(layer.weight), f"{name} bias": data(layer.bias)}
    values |= {name: attempt(lambda name=name: kept(getattr(norm, name))) for name in BN_STATE}
    values["validation"] = attempt(lambda: float(kept(validate(model, val_x, val_y))))
    return values
