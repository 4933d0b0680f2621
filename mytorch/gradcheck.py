"""Compares autograd's gradients, and derivatives of these, with numerical derivatives.

The complex step (Squire and Trapp 1998) subtracts no nearly equal numbers: with h = 1e-30, f(x + ih) = f(x)
+ ih f'(x) with an error far below rounding, so the imaginary part divided by h is f' to all digits. Where an
op refuses complex numbers, or gives real results, central differences are used instead; their error is about
1e-8.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mytorch import autograd
from mytorch.checks import choice, whole
from mytorch.complex_steps import taking_complex_steps
from mytorch.errors import shown
from mytorch.grad_mode import enable_grad, no_grad
from mytorch.tensor import Tensor

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]

_STEP = 1e-30
_TOLERANCE = {"complex": 1e-10, "central": 1e-6}  # relative to the largest derivative of the tensor
_ROUNDING = {
    "complex": 1e-13,
    "central": 1e-9,
}  # allowed error if the derivative is 0 and the value 1


class GradcheckError(AssertionError):
    """A gradient that autograd computes is not the numerical one.

    >>> class Double(mytorch.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         return 2 * x
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         return 3 * g  # wrong
    >>> mytorch.gradcheck(Double.apply, mytorch.tensor([1.0], requires_grad=True))
    Traceback (most recent call last):
        ...
    mytorch.gradcheck.GradcheckError: input 0 (shape (1,)), index (0,): ... ratio 1.5. ...
    """


def gradcheck(
    fn: Callable[..., Tensor], inputs: Tensor | Sequence[Tensor], method: str = "auto", seed: int = 0
) -> bool:
    """Compare autograd's gradients of fn(*inputs) with numerical ones; True if they agree.

    fn: returns a Tensor of any shape. It is called often and must give the same result for the same inputs.
    inputs: float64 leaves. Those that require gradients are checked; their `.grad` is not changed.
    method: "complex", "central", or "auto": complex, or central where complex is not possible.
    seed: seed of the random upstream gradient. A gradient of ones would hide, for example, a sum over a
    wrong axis.

    GradcheckError names the input, the index, both numbers and their ratio, for the element with the largest
    error. TypeError or ValueError if the inputs or the method do not fit.

    >>> x = mytorch.tensor([0.5, 2.0], requires_grad=True)
    >>> mytorch.gradcheck(lambda x: x.log() * x, x)
    True
    """
    inputs, checked, _ = _what_to_check("gradcheck", fn, inputs, method)
    upstream, gradients = _autograd(
        fn, inputs, checked, np.random.default_rng(whole("gradcheck", "seed", seed, least=0))
    )

    def terms() -> np.ndarray:
        with no_grad():
            return fn(*inputs).array * upstream

    size = np.abs(terms()).sum()
    for i, x in checked.items():
        numerical, how = _numerical(lambda: terms().sum(), x, method)
        _compare(f"input {i}", gradients[i], numerical, how, _ROUNDING[how] * size)
    return True


def gradgradcheck(
    fn: Callable[..., Tensor], inputs: Tensor | Sequence[Tensor], method: str = "auto", seed: int = 0
) -> bool:
    """Compare the derivatives of autograd's gradients of fn(*inputs) with numerical ones; True if they agree.

    The gradients, for a random upstream one, are differentiated by `autograd.grad(create_graph=True)`, and
    by steps of the inputs and of the upstream gradient. Arguments and errors are those of `gradcheck`, which
    says whether the gradients themselves are right.

    >>> x = mytorch.tensor([0.5, 2.0], requires_grad=True)
    >>> mytorch.gradgradcheck(lambda x: x**3, x)
    True
    """
    inputs, checked, output = _what_to_check("gradgradcheck", fn, inputs, method)
    rng = np.random.default_rng(whole("gradgradcheck", "seed", seed, least=0))
    upstream = Tensor(rng.standard_normal(output.shape), requires_grad=True)
    weights = [Tensor(rng.standard_normal(x.shape)) for x in checked.values()]
    varied = {**{f"input {i}": x for i, x in checked.items()}, "the upstream gradient": upstream}

    def gradients(create_graph: bool) -> list[Tensor]:
        with enable_grad():
            z = fn(*inputs)
            return list(
                autograd.grad(
                    z, [*checked.values()], upstream, create_graph=create_graph, materialize_grads=True
                )
            )

    def terms() -> list[np.ndarray]:
        arrays = [x.array for x in varied.values()]
        stepping = any(np.iscomplexobj(array) for array in arrays)
        token = taking_complex_steps.set(stepping)
        try:
            for x in varied.values() if stepping else ():  # all of them, so that no gradient becomes real
                x.array = x.array.astype(complex)
            return [g.array * w.array for g, w in zip(gradients(False), weights, strict=True)]
        finally:
            taking_complex_steps.reset(token)
            for x, array in zip(varied.values(), arrays, strict=True):
                x.array = array

    first = gradients(True)
    moving = [(g, w) for g, w in zip(first, weights, strict=True) if g.requires_grad]
    second: Sequence[Tensor] = [Tensor(np.zeros(x.shape)) for x in varied.values()]
    if moving:
        wanted = [*varied.values()]
        second = autograd.grad([g for g, _ in moving], wanted, [w for _, w in moving], materialize_grads=True)
    size = sum(np.abs(term).sum() for term in terms())
    for (name, x), ours in zip(varied.items(), second, strict=True):
        numerical, how = _numerical(lambda: sum(term.sum() for term in terms()), x, method)
        _compare(name, ours.array, numerical, how, _ROUNDING[how] * size)
    return True


def _what_to_check(
    owner: str, fn: Any, inputs: Any, method: str
) -> tuple[Sequence[Tensor], dict[int, Tensor], Tensor]:
    """The inputs as a sequence, those of them to differentiate by, by number, and fn's output."""
    choice(owner, "method", method, ("auto", "complex", "central"))
    inputs = [inputs] if isinstance(inputs, Tensor) else inputs
    if not isinstance(inputs, list | tuple) or not all(isinstance(x, Tensor) for x in inputs):
        raise TypeError(f"{owner} takes a Tensor or a list of them as inputs; got {shown(inputs)}.")
    output: Any = fn(*inputs) if callable(fn) else fn
    if not isinstance(output, Tensor):
        raise TypeError(f"{owner} takes a function from Tensors to a Tensor; got {shown(output)}.")
    checked = {i: x for i, x in enumerate(inputs) if x.requires_grad}
    if not checked:
        raise ValueError("none of the inputs requires a gradient, so there is nothing to check.")
    for i, x in checked.items():
        if x.dtype != np.float64 or not x.is_leaf:
            raise TypeError(f"{owner} needs float64 leaves; input {i} is {x.dtype}, leaf: {x.is_leaf}.")
    return inputs, checked, output


def _autograd(
    fn: Callable[..., Tensor], inputs: Sequence[Tensor], checked: dict[int, Tensor], rng: Any
) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """A random upstream gradient, and autograd's gradient of each input to check."""
    before = {i: x.grad for i, x in checked.items()}
    try:
        for x in checked.values():
            x.grad = None
        output = fn(*inputs)
        upstream = rng.standard_normal(output.shape)
        output.backward(Tensor(upstream))
        missing = {i: np.zeros(x.shape) for i, x in checked.items() if x.grad is None}
        return upstream, missing | {i: x.grad.array for i, x in checked.items() if x.grad is not None}
    finally:
        for i, x in checked.items():
            x.grad = before[i]


def _numerical(value: Callable[[], Any], x: Tensor, method: str) -> tuple[np.ndarray, str]:
    """The derivatives of value() with respect to each element of x, and how they were found."""
    if method != "central":
        try:
            return _complex_step(value, x), "complex"
        except TypeError:
            if method == "complex":
                raise
    return _central_differences(value, x), "central"


def _complex_step(value: Callable[[], Any], x: Tensor) -> np.ndarray:
    def derivative(element: np.ndarray) -> float:
        element += 1j * _STEP
        z = value()
        if not np.iscomplexobj(z):
            raise TypeError("the function does not carry complex numbers through; use central differences.")
        return z.imag / _STEP

    return _element_by_element(derivative, x, complex)


def _central_differences(value: Callable[[], Any], x: Tensor) -> np.ndarray:
    def derivative(element: np.ndarray) -> float:
        middle = element.copy()
        h = np.cbrt(np.finfo(float).eps) * max(1.0, abs(middle))
        element[...] = middle + h
        above = value()
        element[...] = middle - h
        return (above - value()) / (2 * h)

    return _element_by_element(derivative, x, float)


def _element_by_element(derivative: Callable[[np.ndarray], float], x: Tensor, dtype: type) -> np.ndarray:
    """Call derivative(element) for each element of x in turn; it may change the element."""
    original, guard = x.array, x.guard
    result = np.empty(original.shape)
    try:
        x.guard = None  # the steps below must not count as changes of x
        for index in np.ndindex(original.shape):
            x.array = original.astype(dtype)
            result[index] = derivative(x.array[(*index, ...)])
    finally:
        x.array, x.guard = original, guard
    return result


def _compare(name: str, ours: np.ndarray, numerical: np.ndarray, how: str, rounding: float) -> None:
    off = np.abs(ours - numerical)
    tolerance = _TOLERANCE[how] * np.abs(numerical).max(initial=0) + rounding
    wrong = ~(off <= tolerance)  # written so that a NaN counts as wrong
    if not wrong.any():
        return
    index = np.unravel_index(np.where(np.isnan(off), np.inf, off).argmax(), off.shape)
    one, other = ours[index], numerical[index]
    ratio = f"ratio {one / other:.9g}" if other else "the latter is 0"
    step = {"complex": "the complex step", "central": "central differences"}[how]
    raise GradcheckError(
        f"{name} (shape {ours.shape}), index {tuple(map(int, index))}: autograd gives {one:.12g}, "
        f"{step} {other:.12g}; {ratio}. {wrong.sum()} of {wrong.size} elements differ."
    )
