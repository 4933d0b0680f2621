"""The walk: how a gradient finds its way back through the operations that made a value.

Running an op on tensors leaves a node (graph.py), which knows the op, what it saved, and the nodes of
its inputs. `backward` visits each node once, the latest first: a node is always made after those it
depends on, so by its turn every gradient due to it has arrived (Fall 2020, 0.1.5).
There is no recursion, so depth is bounded by memory alone.

The handout has the nodes and `Function` in this module too, so they can be imported from here.
"""

from heapq import heappop, heappush

import numpy as np

from mytorch.errors import shown
from mytorch.function import Function
from mytorch.graph import AccumulateGrad, BackwardFunction, ContextManager, accumulate, fit, form
from mytorch.memory import owns_its_memory
from mytorch.variable import Variable

__all__ = ["AccumulateGrad", "BackwardFunction", "ContextManager", "Function", "backward"]


def backward(
    grad_fn: BackwardFunction | AccumulateGrad, grad_of_outputs: Variable, retain_graph: bool = False
) -> None:
    """Walk the graph from grad_fn and leave a gradient in `.grad` of every leaf that requires one.

    grad_of_outputs: the gradient of the final value with respect to grad_fn's output, of its shape.
    The graph is freed on the way unless retain_graph. Leaves change only once the whole walk succeeded.

    Raises TypeError or ValueError for what is no node, or no gradient of its output.
    """
    if not isinstance(grad_fn, BackwardFunction | AccumulateGrad):
        raise TypeError(f"backward() starts from the grad_fn of a result; got {shown(grad_fn)}.")
    shape, dtype = form(grad_fn.variable if isinstance(grad_fn, AccumulateGrad) else grad_fn)
    if not isinstance(grad_of_outputs, Variable) or grad_of_outputs._data.dtype.kind == "c":
        raise TypeError(
            f"backward() takes a gradient of real numbers, a Tensor; got {shown(grad_of_outputs)}."
        )
    g = grad_of_outputs._data
    if g.shape != shape:
        raise ValueError(f"backward() expects a gradient of the output's shape {shape}; got {g.shape}.")
    g = g.astype(dtype)
    arrived: dict[int, tuple[Variable, np.ndarray, bool]] = {}  # by leaf; True: the array is ours to give
    due: dict[int, tuple[BackwardFunction, np.ndarray]] = {}  # by minus the order, as in the heap
    heap: list[int] = []
    if isinstance(grad_fn, AccumulateGrad):
        arrived[id(grad_fn.variable)] = (grad_fn.variable, g, True)
    else:
        due[-grad_fn._order] = (grad_fn, g)
        heap.append(-grad_fn._order)
    while heap:
        node, g = due.pop(heappop(heap))
        for parent, grad in zip(node._parents, node._gradients(g)):  # noqa: B905 (the counts were checked)
            if parent is None or grad is None:
                continue
            if type(parent) is BackwardFunction:
                if grad.shape != parent._shape or grad.dtype != parent._dtype:
                    grad = fit(grad, parent, node)
                key = -parent._order
                if key in due:
                    due[key] = (parent, due[key][1] + grad)
                else:
                    due[key] = (parent, grad)
                    heappush(heap, key)
            else:
                if parent._rebound > node._order:
                    raise RuntimeError(
                        f"a leaf got data of another shape or dtype, {parent._data.shape} and "
                        f"{parent._data.dtype}, after {node.function_name} used it. Assign it before the "
                        "forward pass."
                    )
                ours = grad is not g and owns_its_memory(grad)
                if grad.shape != parent._data.shape or grad.dtype != parent._data.dtype:
                    grad, ours = fit(grad, parent, node), True
                key = id(parent)
                if key in arrived:
                    grad, ours = arrived[key][1] + grad, True
                arrived[key] = (parent, grad, ours)
        if not retain_graph:  # let go of the graph behind this node
            node._saved, node._inputs, node._parents = None, (), ()
    accumulate([(leaf, grad if ours else grad.copy()) for leaf, grad, ours in arrived.values()])
