"""The scenarios for the optimizer of a Fall hand-in."""

from typing import Any

from autograder.grading.running.inside.fall_tensors import Values, attempt, data, failed, kept, tensor, walk


def sgd_run(
    params: list[Any], grads: list[Any], lrs: list[float], momenta: list[float], given: list[str]
) -> Values:
    """Steps with these gradients, len(params) of them a step.

    given: which of "lr" and "momentum" are passed to the constructor. They are changed between steps if the
        rates or the momenta differ.
    """
    from mytorch.optim.sgd import SGD
    from mytorch.tensor import Tensor

    tensors = [Tensor(p, requires_grad=True, is_parameter=True) for p in params]
    first: dict[str, Any] = {"lr": lrs[0], "momentum": momenta[0]}
    optimizer = SGD(tensors, **{name: first[name] for name in given})
    values: Values = {}
    stopped: Any = None
    for k in range(len(lrs)):
        if lrs[k] != lrs[0] or momenta[k] != momenta[0]:
            optimizer.lr, optimizer.momentum = lrs[k], momenta[k]
        for i, p in enumerate(tensors):
            p.grad = tensor(grads[k * len(tensors) + i])
        stopped = stopped if failed(stopped) else attempt(optimizer.step)
        for i, p in enumerate(tensors):
            values |= {
                f"parameter {i} after step {k + 1}": stopped if failed(stopped) else data(p),
                f"gradient {i} after step {k + 1}": attempt(lambda p=p: kept(p.grad)),
            }
    cleared = attempt(optimizer.zero_grad)
    for i, p in enumerate(tensors):
        values[f"gradient {i} after zero_grad"] = cleared if failed(cleared) else data(p.grad)
    return values


def training_run(sizes: list[int], xs: list[Any], gs: list[Any], lr: float) -> Values:
    """Linear -> ReLU -> Linear as attributes of a Module, a step on each batch; the parameters before and
    after.
    """
    from mytorch.nn.activations import ReLU
    from mytorch.nn.linear import Linear
    from mytorch.nn.module import Module
    from mytorch.optim.sgd import SGD

    class Network(Module):
        """A network as a student would write it."""

        def __init__(self) -> None:
            super().__init__()
            self.first, self.relu = Linear(sizes[0], sizes[1]), ReLU()
            self.second = Linear(sizes[1], sizes[2])

        def forward(self, x: Any) -> Any:
            return self.second(self.relu(self.first(x)))

    model = Network()
    first, second = model.first, model.second
    parameters = [first.weight, first.bias, second.weight, second.bias]
    values: Values = {f"parameter {i} at the start": data(p) for i, p in enumerate(parameters)}
    optimizer = SGD(list(model.parameters()), lr=lr)

    def train() -> None:
        for x, g in zip(xs, gs, strict=True):
            optimizer.zero_grad()
            walk(model(tensor(x)), g)
            optimizer.step()

    stopped = attempt(train)
    for i, p in enumerate(parameters):
        values[f"parameter {i} in the end"] = stopped if failed(stopped) else data(p)
        values[f"parameter {i} is a leaf"] = attempt(lambda p=p: bool(p.is_leaf))
        values[f"parameter {i} requires a gradient"] = attempt(lambda p=p: bool(p.requires_grad))
    return values
