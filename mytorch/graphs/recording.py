"""`recording`: a list of the ops that run, with their inputs, their outputs, and where each of them ran."""

import contextlib
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mytorch import origins
from mytorch.nn import trial
from mytorch.nn.module import Module

__all__ = ["Call", "RecordedOp", "Recording", "recording"]


@dataclass(eq=False)
class Call:
    """One run of a module. A module that is called twice has two of them.

    >>> model = mytorch.nn.Sequential(mytorch.nn.Linear(3, 2))
    >>> with recording(model) as recorded:
    ...     y = model(mytorch.ones(1, 3))
    >>> [(call.path, type(call.module).__name__, call.output.shape) for call in recorded.calls]
    [('', 'Sequential', (1, 2)), ('0', 'Linear', (1, 2))]
    """

    path: str  # as named_modules() gives it: "" for the model itself
    module: Module
    args: tuple[Any, ...]
    outer: "Call | None"  # the run that this one is part of
    output: Any = None  # None until the run is over, and if it failed


@dataclass(eq=False)
class RecordedOp:
    """An op that ran and left a node.

    >>> a = mytorch.tensor(2.0, requires_grad=True)
    >>> with recording() as recorded:
    ...     b = a * 3
    >>> op = recorded.ops[0]
    >>> op.node, op.inputs, float(op.z)
    (<MulBackward>, (tensor(2., requires_grad=True), 3), 6.0)
    """

    node: Any  # its BackwardFunction
    inputs: tuple[Any, ...]  # as the op got them: tensors, numbers or arrays
    # For each input: the node that made it, the leaf, or None. The node's own list is emptied by backward().
    parents: tuple[Any, ...]
    z: np.ndarray  # a copy of the output
    place: origins.Place  # the line of the user's program: file, number, function
    call: Call | None  # the innermost module that was running

    @property
    def path(self) -> str | None:
        """The path of the innermost module that was running: "" for the model itself, None outside of it.

        >>> model = mytorch.nn.Sequential(mytorch.nn.Linear(3, 2))
        >>> with recording(model) as recorded:
        ...     loss = model(mytorch.ones(1, 3)).sum()
        >>> [op.path for op in recorded.ops]
        ['0', None]
        """
        return None if self.call is None else self.call.path


@dataclass(eq=False)
class Recording:
    """What ran inside `recording`, in that order.

    >>> with recording() as recorded:
    ...     y = mytorch.ones(2, requires_grad=True).exp().sum()
    >>> len(recorded.ops), recorded.calls, recorded.running
    (2, [], [])
    """

    ops: deque[RecordedOp] = field(default_factory=deque)
    calls: list[Call] = field(default_factory=list)
    running: list[Call] = field(default_factory=list)  # the modules that are running, the innermost last


@contextlib.contextmanager
def recording(model: Module | None = None, last: int | None = None) -> Iterator[Recording]:
    """In here each op of this thread that leaves a node is added to the Recording.

    >>> a = mytorch.tensor(2.0, requires_grad=True)
    >>> with recording() as recorded:
    ...     b = (a * 3).exp()
    >>> [op.node.function_name for op in recorded.ops]
    ['Mul', 'Exp']

    model: a Module whose layers the ops are to be assigned to. last: how many ops are kept, the latest ones;
    by default all. Ops on constants alone leave no node, and are not in the list. Recordings may be nested;
    each notes what runs inside it. If a module fails, it and those that it stands in stay in `running`.
    """
    recorded = Recording(deque(maxlen=last))
    thread = threading.get_ident()
    paths = {} if model is None else {id(module): path for path, module in model.named_modules()}

    def note(node: Any, inputs: tuple[Any, ...], z: np.ndarray, place: origins.Place) -> None:
        if threading.get_ident() == thread:
            call = recorded.running[-1] if recorded.running else None
            recorded.ops.append(RecordedOp(node, inputs, tuple(node.parents), z.copy(), place, call))

    def enter(module: Module, args: Any) -> None:
        if threading.get_ident() == thread:
            outer = recorded.running[-1] if recorded.running else None
            recorded.calls.append(Call(paths[id(module)], module, args, outer))
            recorded.running.append(recorded.calls[-1])

    def leave(module: Module, args: Any, output: Any) -> None:
        if threading.get_ident() == thread:
            while (call := recorded.running.pop()).module is not module:
                pass  # a module whose error its caller has caught
            call.output = output

    with trial.watched(model, enter, leave) if model is not None else contextlib.nullcontext():
        origins.observe(note)
        try:
            yield recorded
        finally:
            origins.stop(note)
