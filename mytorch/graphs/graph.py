"""`graph`: the graph that a tensor came from, or that a model or a function records."""

import contextlib
import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from mytorch.autograd_engine import BackwardFunction
from mytorch.errors import shown
from mytorch.grad_mode import enable_grad
from mytorch.graphs.building import Builder, origin_of
from mytorch.graphs.collapsing import collapsed
from mytorch.graphs.drawn_graph import Graph
from mytorch.graphs.failing import failure_of
from mytorch.graphs.recording import RecordedOp, Recording, recording
from mytorch.nn import trial
from mytorch.nn.module import Module
from mytorch.tensor import Tensor

__all__ = ["graph", "graph_of_recording"]


def graph(
    what: Any,
    *inputs: Any,
    names: Mapping[str, Tensor] | None = None,
    collapse: bool | int = False,
    model: Module | None = None,
) -> Graph:
    """The graph of a tensor, of a model on its inputs, or of a function.

    what: a Tensor, whose graph is walked back to the leaves, and which must not be freed by `backward()`.
        Or a Module or any function of Tensors, which is called with the inputs, and whose ops are recorded.
    names: how to call tensors, as {"a": a, "loss": loss}. Parameters have their paths, as "0.weight", and
        inputs the names that the function has for them.
    collapse: True draws each module of the model as one box; 2 those that are one level deeper, and so on.
    model: the Module whose layers are meant, if `what` is a function that runs one:
        graph(lambda x, y: criterion(model(x), y), x, y, model=model).

    A model is left as it was: its mode, buffers, and NumPy's random generator. Inputs that require no
    gradient are drawn as constants, and what is done with them is drawn too. Ops on other constants are not
    recorded, and a constant that an op did not save has no value in the graph of a Tensor.

    If a model or function raises an error, the graph goes as far as the op or layer that failed, which is
    drawn with the shapes that it got; `failure` then has the message. The error is not raised again.

    TypeError for what cannot be drawn; ValueError for a Tensor that requires no gradient, if nothing was
    recorded, or for a wrong depth; RuntimeError if the Tensor's graph was freed.

    >>> a, b = (mytorch.tensor(x, requires_grad=True) for x in (2.0, 3.0))
    >>> print(mytorch.graph(a * b + a, names={"a": a, "b": b}).text())
       kind  label  inputs
    0  leaf  a              = 2
    1  leaf  b              = 3
    2  op    Mul    0 1     () float64
    3  op    Add    2 0     = 8
    """
    model = what if isinstance(what, Module) else model
    if not isinstance(model, Module | None):
        raise TypeError(f"graph() takes a Module as model; got {shown(model)}.")
    depth = _depth(collapse, model)
    named = _named(names)
    if isinstance(what, Tensor):
        if inputs:
            raise TypeError(f"graph() of a Tensor takes no inputs; got {len(inputs)}.")
        known = [what, *(names or {}).values()]
        return _walked(what, named, {id(origin_of(x)): x.array for x in known})
    if isinstance(what, type) or not callable(what):
        raise TypeError(f"graph() draws a Tensor, a Module or a function; got {shown(what)}.")
    return _ran(what, inputs, model, named, depth)


def graph_of_recording(
    recorded: Recording,
    names: Mapping[str, Tensor] | None = None,
    model: Module | None = None,
    *,
    of: Tensor | None = None,
    error: Exception | None = None,
) -> Graph:
    """The graph of the ops in a Recording.

    model: whose parameters and buffers are called by their paths. of: a tensor; only the ops that led to it
    are drawn. error: what ended the recording; what failed is drawn, with only the ops that led to it.

    >>> a = mytorch.tensor(2.0, requires_grad=True)
    >>> with mytorch.graphs.recording() as recorded:
    ...     b, c = a * 3, a.exp()
    ...     b.backward()
    >>> print(graph_of_recording(recorded, {"a": a, "b": b}, of=b).text())
       kind      label  inputs
    0  leaf      a              = 2
    1  constant  3
    2  op        Mul    0 1     b = 6
    """
    builder = Builder(_named(names) | _paths(model))
    failure = None if error is None else failure_of(None, error, (), recorded.running)
    ends = (of,) if failure is None else failure.inputs
    for op in recorded.ops if of is None and failure is None else _leading_to(recorded.ops, ends):
        builder.recorded(op)
    if failure is not None:
        builder.failed(failure)
    elif of is not None and not builder.parts:
        builder.leaf(of)
    return Graph(builder.parts, builder.edges, failure.error if failure else "")


def _leading_to(ops: Iterable[RecordedOp], ends: Iterable[Any]) -> list[RecordedOp]:
    """The ops that these tensors were made by, in the order in which they ran."""
    wanted = {id(origin_of(x)) for x in ends}
    found = []
    for op in reversed(list(ops)):
        if id(op.node) in wanted:
            wanted |= set(map(id, op.parents))
            found.append(op)
    return found[::-1]


def _walked(tensor: Tensor, names: dict[int, str], values: dict[int, Any]) -> Graph:
    """The graph of a tensor, from its last op back to the leaves."""
    if not tensor.requires_grad:
        raise ValueError(
            "graph() has nothing to draw: the tensor requires no gradient. Set requires_grad=True on what it "
            "is made from."
        )
    builder = Builder(names, values)
    if tensor.grad_fn is None:
        builder.leaf(tensor)
    nodes: dict[int, Any] = {}
    todo = [tensor.grad_fn]
    while todo:
        node = todo.pop()
        if type(node) is BackwardFunction and node.order not in nodes:
            if not node.parents:
                node.for_each_input(())  # which says that it was freed
            nodes[node.order] = node
            todo += node.parents
    for _, node in sorted(nodes.items()):
        builder.op(node, node.ctx._inputs, node.parents)
    return Graph(builder.parts, builder.edges)


def _ran(
    what: Any, inputs: tuple[Any, ...], model: Module | None, names: dict[int, str], depth: int
) -> Graph:
    """The graph of what a model or function does with these inputs."""
    once = {id(x): _with_gradient(x) for x in inputs}
    copies = tuple(once[id(x)] for x in inputs)
    names = {id(once[key]) if key in once else key: name for key, name in names.items()}
    for copy, name in zip(copies, _argument_names(what, len(inputs)), strict=True):
        if isinstance(copy, Tensor):
            names.setdefault(id(origin_of(copy)), name)
    failure = None
    with contextlib.ExitStack() as stack:
        if model is not None:
            stack.enter_context(trial.as_it_was(model))
        recorded = stack.enter_context(recording(model))
        stack.enter_context(enable_grad())
        try:
            what(*copies)
        except Exception as error:
            failure = failure_of(what, error, copies, recorded.running)
    if not recorded.ops and failure is None:
        raise ValueError("graph() has nothing to draw: no op ran on a tensor that requires a gradient.")
    changed = {id(copy) for x, copy in zip(inputs, copies, strict=True) if copy is not x}
    builder = Builder(names | _paths(model), constants=changed)
    for op in recorded.ops:
        builder.recorded(op)
    if failure is not None:
        builder.failed(failure)
    parts, edges = builder.parts, builder.edges
    if depth:
        parts, edges = collapsed(parts, edges, depth, kept=set(map(id, copies)))
    return Graph(parts, edges, failure.error if failure else "")


def _with_gradient(x: Any) -> Any:
    """An input as it is run: a copy that requires a gradient, if it can have one and does not."""
    if isinstance(x, Tensor) and not x.requires_grad and x.array.dtype.kind == "f":
        x = x.detach()
        x.requires_grad = True
    return x


def _argument_names(what: Any, count: int) -> list[str]:
    """What the function, or the model's forward, calls its positional arguments."""
    try:
        parameters = inspect.signature(what.forward if isinstance(what, Module) else what).parameters
    except (TypeError, ValueError):  # a function that is not written in Python
        parameters = inspect.signature(lambda *inputs: None).parameters
    kinds = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
    found = [name for name, parameter in parameters.items() if parameter.kind in kinds][:count]
    rest = [f"input {i}" for i in range(len(found) + 1, count + 1)]
    return [*found, *(["input"] if count == 1 and rest else rest)]


def _paths(model: Module | None) -> dict[int, str]:
    """The paths of a model's parameters and buffers, by id."""
    if model is None:
        return {}
    return {id(x): path for path, x in (*model.named_buffers(), *model.named_parameters())}


def _named(names: Any) -> dict[int, str]:
    """The names by the id of what stands for the tensor in the graph; the first one, if there are several."""
    if names is None:
        return {}
    if not isinstance(names, Mapping):
        raise TypeError(f'graph() takes names as {{"a": a}}; got {shown(names)}.')
    found: dict[int, str] = {}
    for name, x in names.items():
        if not isinstance(name, str) or not isinstance(x, Tensor):
            raise TypeError(f'graph() takes names of Tensors, as {{"a": a}}; got {shown(name)}: {shown(x)}.')
        found.setdefault(id(origin_of(x)), name)
    return found


def _depth(collapse: Any, model: Module | None) -> int:
    """How deep the modules stand that are drawn as one box each; 0 for none."""
    if collapse is False:
        return 0
    if collapse is not True and (type(collapse) is not int or collapse < 1):
        raise ValueError(f"graph() takes collapse as True, False, or a depth from 1; got {shown(collapse)}.")
    if model is None:
        raise ValueError(
            "graph() collapses the modules of a Module. Give one as model=, or leave collapse out."
        )
    return int(collapse)
