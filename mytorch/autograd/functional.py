"""Derivatives of functions: whole Jacobians and Hessians, and their products with vectors.

func takes the inputs, Tensors, and gives a Tensor or a tuple of them. inputs is a Tensor or a tuple of them;
what comes back has the same form: a Tensor where one was given, a tuple where a tuple was. The inputs stay
what they are, and so does their `.grad`. With create_graph=True what comes back can be differentiated again,
with respect to inputs that require a gradient too. Where an output depends on no input, the derivative is 0,
or with strict=True there is a RuntimeError.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mytorch import ops
from mytorch.autograd.gradient import grad
from mytorch.errors import shown
from mytorch.grad_mode import enable_grad
from mytorch.variable import Variable

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), and vᵀ J: the gradients of Σ v * func(*inputs) with respect to the inputs.

    v: of the output's form and shape; may be left out where that is one element.

    TypeError for what is no Tensor of floats, RuntimeError for a v that does not fit.

    >>> x = mytorch.tensor([1.0, 2.0])
    >>> mytorch.autograd.functional.vjp(lambda x: x * x, x, mytorch.tensor([1.0, 10.0]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    xs, several = _inputs("vjp", inputs, create_graph)
    outputs, several_outputs = _outputs("vjp", func, xs)
    vs = _vectors("vjp", v, outputs)
    grads = _gradients("vjp", outputs, xs, vs, create_graph, strict)
    return _given(outputs, several_outputs, create_graph), _given(grads, several, create_graph)


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), and J v: how the outputs move when the inputs move along v.

    v: of the inputs' form and shapes; may be left out where that is one element. It differentiates twice:
    uᵀ J is linear in u, and its own derivative with respect to u is J.

    TypeError for what is no Tensor of floats, RuntimeError for a v that does not fit.

    >>> x = mytorch.tensor([1.0, 2.0])
    >>> mytorch.autograd.functional.jvp(lambda x: x.sum(), x, mytorch.tensor([0.5, 0.0]))
    (tensor(3.), tensor(0.5))
    """
    xs, several = _inputs("jvp", inputs, create_graph)
    vs = _vectors("jvp", v, xs)
    outputs, several_outputs = _outputs("jvp", func, xs)
    with enable_grad():
        us = [_leaf(np.zeros_like(y.array), y) for y in outputs]
        rows = _gradients("jvp", outputs, xs, us, True, strict)
    products = _gradients("jvp", rows, us, vs, create_graph, strict)
    return _given(outputs, several_outputs, create_graph), _given(products, several_outputs, create_graph)


def jacobian(func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False) -> Any:
    """Every derivative of every element of func(*inputs).

    Shape: (*output's, *input's) for one of each; a tuple over the inputs where these are a tuple, and a tuple
    of that over the outputs where these are one.

    TypeError for what is no Tensor of floats.

    >>> mytorch.autograd.functional.jacobian(lambda x: x * x, mytorch.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    xs, several = _inputs("jacobian", inputs, create_graph)
    outputs, several_outputs = _outputs("jacobian", func, xs)
    blocks = []
    for y in outputs:
        rows = []
        for index in np.ndindex(y.array.shape):
            e = np.zeros_like(y.array)
            e[index] = 1
            rows.append(_gradients("jacobian", [y], xs, [y.of(e)], create_graph, strict, retain=True))
        with enable_grad():
            block = [_stacked([row[i] for row in rows], y, x, create_graph) for i, x in enumerate(xs)]
        blocks.append(_given(block, several, create_graph))
    return tuple(blocks) if several_outputs else blocks[0]


def hessian(func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False) -> Any:
    """Every second derivative of func(*inputs), which is one element.

    Shape: (*input's, *input's) for one input; a tuple of tuples where these are a tuple.

    TypeError for what is no Tensor of floats, RuntimeError for an output of more elements.

    >>> mytorch.autograd.functional.hessian(lambda x: (x**3).sum(), mytorch.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    several = isinstance(inputs, tuple | list)

    def gradients(*xs: Any) -> Any:
        outputs, _ = _outputs("hessian", func, list(xs), single=True)
        grads = _gradients("hessian", outputs, list(xs), [None], True, strict)
        return tuple(grads) if several else grads[0]

    return jacobian(gradients, inputs, create_graph, strict)


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), which is one element, and vᵀ H of its second derivatives.

    v: of the inputs' form and shapes; may be left out where that is one element.

    TypeError for what is no Tensor of floats, RuntimeError for a v that does not fit.

    >>> x, v = mytorch.tensor([1.0, 2.0]), mytorch.tensor([1.0, 1.0])
    >>> mytorch.autograd.functional.vhp(lambda x: x[0] * x[1], x, v)
    (tensor(2.), tensor([1., 1.]))
    """
    xs, several = _inputs("vhp", inputs, create_graph)
    vs = _vectors("vhp", v, xs)
    outputs, _ = _outputs("vhp", func, xs, single=True)
    first = _gradients("vhp", outputs, xs, [None], True, strict)
    products = _gradients("vhp", first, xs, vs, create_graph, strict)
    return _given(outputs, False, create_graph), _given(products, several, create_graph)


def hvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), and H v. Second derivatives do not depend on their order, so this is `vhp`.

    TypeError for what is no Tensor of floats, RuntimeError for a v that does not fit.

    >>> x, v = mytorch.tensor([1.0, 2.0]), mytorch.tensor([3.0, 0.0])
    >>> mytorch.autograd.functional.hvp(lambda x: (x * x).sum(), x, v)
    (tensor(5.), tensor([6., 0.]))
    """
    return vhp(func, inputs, v, create_graph, strict)


# ---- what is given, and what comes back --------------------------------------------------------------------


def _tensors(owner: str, what: str, given: Any) -> tuple[list[Any], bool]:
    """One Tensor, or several, as a list; and whether there were several."""
    several = isinstance(given, tuple | list)
    listed = list(given) if several else [given]
    for x in listed:
        if not isinstance(x, Variable):
            raise TypeError(f"{owner}() takes a Tensor or a tuple of them as {what}; got {shown(x)}.")
    return listed, several


def _inputs(owner: str, inputs: Any, create_graph: bool) -> tuple[list[Any], bool]:
    """Tensors like the inputs: new leaves, or with create_graph copies that gradients flow back through."""
    xs, several = _tensors(owner, "inputs", inputs)
    for x in xs:
        if x.array.dtype.kind != "f":
            raise TypeError(f"{owner}() differentiates by Tensors of floats; got {shown(x)}.")
    with enable_grad():
        return [x.clone() if create_graph and x.wants_grad else _leaf(x.array.copy(), x) for x in xs], several


def _leaf(array: np.ndarray, like: Any) -> Any:
    new = like.of(array)
    new.requires_grad = True
    return new


def _outputs(
    owner: str, func: Callable[..., Any], xs: list[Any], single: bool = False
) -> tuple[list[Any], bool]:
    if not callable(func):
        raise TypeError(f"{owner}() takes a function of Tensors; got {shown(func)}.")
    with enable_grad():
        outputs, several = _tensors(owner, "output of func", func(*xs))
    if single and (len(outputs) != 1 or outputs[0].array.size != 1):
        shapes = ", ".join(str(y.array.shape) for y in outputs)
        raise RuntimeError(f"{owner}() takes a function whose output is one element; got shape {shapes}.")
    return outputs, several


def _vectors(owner: str, v: Any, like: list[Any]) -> list[Any]:
    """What J is multiplied by: one Tensor for each of these, of its shape."""
    if v is None:
        if len(like) != 1 or like[0].array.size != 1:
            raise RuntimeError(f"{owner}() takes v of shape {like[0].array.shape}; it was left out.")
        return [like[0].of(np.ones_like(like[0].array))]
    vs, _ = _tensors(owner, "v", v)
    if [x.array.shape for x in vs] != [x.array.shape for x in like]:
        shapes = [", ".join(str(x.array.shape) for x in group) for group in (like, vs)]
        raise RuntimeError(f"{owner}() takes v of shape {shapes[0]}; got {shapes[1]}.")
    return vs


def _gradients(
    owner: str,
    ys: list[Any],
    xs: list[Any],
    vs: list[Any],
    create_graph: bool,
    strict: bool,
    retain: bool = False,
) -> list[Any]:
    """`grad`, with 0 where nothing depends on an input."""
    moving = [i for i, y in enumerate(ys) if y.wants_grad]
    if strict and len(moving) < len(ys):
        raise RuntimeError(f"{owner}(): an output does not depend on the inputs, which strict=True forbids.")
    grads: tuple[Any, ...] = (None,) * len(xs)
    if moving:
        with enable_grad():
            grads = grad(
                [ys[i] for i in moving],
                xs,
                [vs[i] for i in moving],
                retain or create_graph,
                create_graph,
                allow_unused=True,
            )
    if strict and any(g is None for g in grads):
        raise RuntimeError(f"{owner}(): an input is not used by the outputs, which strict=True forbids.")
    return [x.of(np.zeros_like(x.array)) if g is None else g for g, x in zip(grads, xs, strict=True)]


def _stacked(rows: list[Any], y: Any, x: Any, create_graph: bool) -> Any:
    """The rows of a block of the Jacobian as one Tensor, (*y's shape, *x's shape)."""
    shape = (*y.array.shape, *x.array.shape)
    if not create_graph or not rows:
        return x.of(np.array([row.array for row in rows], x.array.dtype).reshape(shape))
    block = None
    for i, row in enumerate(rows):
        placed = ops.AddAt.apply(row, key=i, shape=(len(rows), *x.array.shape))
        block = placed if block is None else block + placed
    return block.reshape(shape)  # type: ignore[union-attr]


def _given(tensors: list[Any], several: bool, create_graph: bool) -> Any:
    """In the form of what was given; without create_graph cut off from the graph."""
    answer = tuple(x if create_graph else x.detach() for x in tensors)
    return answer if several else answer[0]
