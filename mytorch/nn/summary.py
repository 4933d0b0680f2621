"""`summary`: a table of a model's layers, the shapes that they give and their numbers of parameters."""

from typing import Any

import numpy as np

from mytorch.conversion import sizes
from mytorch.dtypes import get_default_dtype, number_dtype
from mytorch.errors import shown
from mytorch.grad_mode import no_grad
from mytorch.nn import trial
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["summary"]

_MISFITS = (ValueError, TypeError, IndexError, RuntimeError)  # what is raised where an input does not fit


class _Row:
    """A layer that is run, and how deep it stands in the model."""

    def __init__(self, path: str, depth: int, module: Module, parameters: str) -> None:
        self.path, self.depth, self.module, self.parameters = path, depth, module, parameters
        self.shape = "-"  # until it has given something

    def cells(self) -> tuple[str, ...]:
        return (
            "  " * self.depth + self.path.split(".")[-1],
            type(self.module).__name__,
            self.shape,
            self.parameters,
        )


def summary(model: Module, input_shape: Any, dtype: Any = None) -> None:
    """Print a table of the model's layers, as they run: name, type, output shape, number of parameters.

    input_shape: of the model's input, with the batch, as (1, 784); or a list of shapes, for several inputs.
    dtype: of the input, the default one if left out. The input consists of zeros.

    The model runs once, in evaluation and unrecorded; its mode, its parameters and buffers, all gradients and
    NumPy's random generator are left as they were. A layer's parameters are its own, without those of the
    layers in it, and each is counted where it is met first. If a layer refuses its input, the table ends
    there and is followed by the layer and its message, so that what does not fit together can be seen.

    TypeError or ValueError for what is no Module, no shape or no dtype.

    >>> mytorch.summary(mytorch.nn.Linear(3, 2), (1, 3))
    Layer  Type    Output shape  Parameters
    ---------------------------------------
    model  Linear  (1, 2)                 8
    <BLANKLINE>
    Input shape: (1, 3)
    Parameters: 8, of which 8 are trained; 0.00 MiB
    """
    if not isinstance(model, Module):
        raise TypeError(f"summary takes a Module, an object as Linear(2, 3); got {shown(model)}.")
    dtype = get_default_dtype() if dtype is None else number_dtype(dtype)
    several = isinstance(input_shape, list) and all(isinstance(shape, tuple | list) for shape in input_shape)
    shapes = [sizes((shape,), "summary") for shape in (input_shape if several else [input_shape])]
    rows: list[_Row] = []
    running: list[_Row] = []
    counted: set[int] = set()
    paths = _paths(model)
    failure = ""

    def enter(module: Module, args: Any) -> None:
        rows.append(_Row(paths[id(module)], len(running), module, _own_parameters(module, counted)))
        running.append(rows[-1])

    def leave(module: Module, args: Any, output: Any) -> None:
        running.pop().shape = _shape_of(output)

    with trial.as_it_was(model), trial.watched(model, enter, leave), no_grad():
        for module in model.modules():
            module.is_train = False
        try:
            model(*(Tensor(np.zeros(shape, dtype)) for shape in shapes))
        except _MISFITS as error:
            failure = f"{type(error).__name__}: {error}"
    print("\n".join(_table(rows)))
    if failure:
        row = running[-1] if running else _Row("model", 0, model, "")
        layer = f"{type(row.module).__name__}({row.module.extra_repr()})"
        print(f"\nStopped in {row.path}, {layer}:\n  {failure}")
        return
    print("\n".join(_totals(model, rows, shapes)))


def _paths(model: Module) -> dict[int, str]:
    """The first path to each module, by its id."""
    paths = {id(model): "model"}
    for module in model.modules():  # a module comes before those in it
        prefix = "" if module is model else f"{paths[id(module)]}."
        for name, part in vars(module).items():
            if isinstance(part, Module):
                paths.setdefault(id(part), prefix + name)
    return paths


def _own_parameters(module: Module, counted: set[int]) -> str:
    """How many numbers the parameters that stand in the module itself have; "shared" if counted before."""
    own = [x for x in vars(module).values() if Module.is_parameter(x)]
    new = [x for x in own if id(x) not in counted]
    counted.update(map(id, own))
    if own and not new:
        return "shared"
    return f"{sum(x.numel() for x in new):,}" if new else ""


def _shape_of(output: Any) -> str:
    if isinstance(output, tuple | list):
        return f"[{', '.join(_shape_of(part) for part in output)}]"
    return str(output.shape) if isinstance(output, Tensor) else type(output).__name__


def _table(rows: list[_Row]) -> list[str]:
    """The rows under their heads, in columns."""
    cells = [("Layer", "Type", "Output shape", "Parameters"), *(row.cells() for row in rows)]
    widths = [max(len(cell[i]) for cell in cells) for i in range(4)]
    lines = [
        "  ".join([*(cell[i].ljust(widths[i]) for i in range(3)), cell[3].rjust(widths[3])]).rstrip()
        for cell in cells
    ]
    return [lines[0], "-" * (sum(widths) + 6), *lines[1:]]


def _totals(model: Module, rows: list[_Row], shapes: list[tuple[int, ...]]) -> list[str]:
    parameters = list(model.parameters())
    count = sum(x.numel() for x in parameters)
    trained = sum(x.numel() for x in parameters if x.requires_grad)
    size = sum(x.array.nbytes for x in parameters)
    lines = [
        "",
        f"Input shape: {', '.join(map(str, shapes))}",
        f"Parameters: {count:,}, of which {trained:,} are trained; {size / 2**20:.2f} MiB",
    ]
    run = {id(row.module) for row in rows}
    paths = _paths(model)
    idle = [paths[id(module)] for module in model.modules() if id(module) not in run]
    if idle:
        lines.append(f"Not run: {', '.join(idle)}")
    return lines
