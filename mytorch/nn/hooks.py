"""Hooks on modules: functions of the user's that see what goes into a module, what comes out, and gradients.

A module without hooks pays for one look, in `Module.__call__`. Copies of a module have its hooks too, as in
PyTorch; a pickle can be made if they can be pickled.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from mytorch.autograd_engine import Function
from mytorch.hooks import RemovableHandle
from mytorch.tensor import Tensor

__all__ = ["HookableModule"]


class _Hooks:
    """Those of one module: by kind, in the order in which they are called."""

    def __init__(self) -> None:
        self.before: dict[int, Callable[..., Any]] = {}
        self.after: dict[int, Callable[..., Any]] = {}
        self.backward: dict[int, Callable[..., Any]] = {}


class HookableModule:
    """What `Module` has of hooks."""

    hooks_of_module: _Hooks | None = None  # until the first is registered

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call hook(module, args) before each forward pass, args being the tuple of positional arguments.

        What it returns takes their place: a tuple, or the one argument; None leaves them. with_kwargs: it is
        called as hook(module, args, kwargs), and returns None or both. prepend: it is the first to be called.
        Returns a handle, whose `remove()` takes the hook away.
        """

        return self._registered("before", hook, partial(_called_before, hook, with_kwargs), prepend)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call hook(module, args, output) after each forward pass.

        What it returns takes the output's place; None leaves it. with_kwargs: it is called as hook(module,
        args, kwargs, output). prepend: it is the first to be called. Returns a handle, whose `remove()` takes
        the hook away.
        """
        return self._registered("after", hook, partial(_called_after, hook, with_kwargs), prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call hook(module, grad_input, grad_output) whenever the gradients of the module's inputs are there.

        Both are tuples, with one gradient for each positional argument, or each output; None where there is
        none. What the hook returns takes the place of grad_input: a tuple, or the one gradient; None leaves
        it.
        Where no input requires a gradient, it is called once that of the output is there. prepend: it is the
        first to be called. Returns a handle, whose `remove()` takes the hook away.

        The module must give a Tensor or a tuple: TypeError from its call otherwise.
        """
        return self._registered("backward", hook, hook, prepend)

    def _registered(self, kind: str, hook: Any, call: Any, prepend: bool) -> RemovableHandle:
        if self.hooks_of_module is None:
            object.__setattr__(self, "hooks_of_module", _Hooks())
        hooks = vars(self.hooks_of_module)[kind]
        others = dict(hooks)
        handle = RemovableHandle(hooks, call if callable(hook) else hook)
        if prepend:
            for key, other in others.items():
                del hooks[key]
                hooks[key] = other
        return handle

    def call_with_hooks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The forward pass, with the hooks around it."""
        hooks = self.hooks_of_module
        assert hooks is not None
        for before in list(hooks.before.values()):
            args, kwargs = before(self, args, kwargs)
        passage = _Passage(self, list(hooks.backward.values())) if hooks.backward else None
        args = passage.entered(args) if passage else args
        output = self.forward(*args, **kwargs)  # type: ignore[attr-defined]
        for after in list(hooks.after.values()):
            output = after(self, args, kwargs, output)
        return passage.left(output) if passage else output


def _called_before(
    hook: Callable[..., Any],
    with_kwargs: bool,
    module: HookableModule,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments that a forward pre-hook leaves."""
    new = hook(module, args, kwargs) if with_kwargs else hook(module, args)
    if new is None:
        return args, kwargs
    if not with_kwargs:
        return (new if isinstance(new, tuple) else (new,)), kwargs
    if not (isinstance(new, tuple) and len(new) == 2 and isinstance(new[0], tuple)):
        raise RuntimeError("a forward pre-hook with kwargs returns None, or a tuple (args, kwargs).")
    return new


def _called_after(
    hook: Callable[..., Any],
    with_kwargs: bool,
    module: HookableModule,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    output: Any,
) -> Any:
    """The output that a forward hook leaves."""
    new = hook(module, args, kwargs, output) if with_kwargs else hook(module, args, output)
    return output if new is None else new


class _Passage:
    """One run of a module with backward hooks: what went in and came out, as copies whose gradients are seen.

    All inputs that require a gradient go through one node, so that their gradients are there at one time.
    """

    def __init__(self, module: HookableModule, hooks: list[Callable[..., Any]]) -> None:
        self.module, self.hooks = module, hooks
        self.count = 0  # of positional arguments
        self.inputs: list[int] = []  # which of them require a gradient
        self.grad_output: list[Any] = []

    def entered(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments for the forward pass."""
        self.count = len(args)
        self.inputs = [i for i, x in enumerate(args) if isinstance(x, Tensor) and x.requires_grad]
        if not self.inputs:
            return args
        tensors = [args[i] for i in self.inputs]
        together = _Together.apply(*tensors)
        if not together.requires_grad:  # nothing is recorded
            self.inputs = []
            return args
        parts = _Parts(tensors)
        together.register_hook(lambda g: parts.joined(self.called(parts.of(g)), g))
        new = list(args)
        for i, x in zip(self.inputs, parts.of(together), strict=True):
            new[i] = x
        return tuple(new)

    def left(self, output: Any) -> Any:
        """The module's output, for who called it."""
        outputs = output if isinstance(output, tuple) else (output,)
        if not isinstance(output, tuple | Tensor):
            name = type(self.module).__name__
            raise TypeError(
                f"a full backward hook needs a module that gives a Tensor or a tuple of them; {name} gave "
                f"{type(output).__name__}."
            )
        self.grad_output = [None] * len(outputs)
        new = [y.clone() if isinstance(y, Tensor) and y.requires_grad else y for y in outputs]
        seen = [i for i, y in enumerate(new) if isinstance(y, Tensor) and y.grad_fn is not None]
        for i in seen:
            new[i].register_hook(self._keeper(i, last=i == seen[0]))
        if not isinstance(output, tuple):
            return new[0]
        return type(output)(*new) if hasattr(output, "_fields") else tuple(new)

    def _keeper(self, i: int, last: bool) -> Callable[[Any], None]:
        """A hook on output i. The first output is the last whose gradient is seen, as it was made first."""

        def keep(g: Any) -> None:
            self.grad_output[i] = g
            if last and not self.inputs:
                self.called([])

        return keep

    def called(self, grads: list[Any]) -> list[Any]:
        """What the hooks make of the gradients of the inputs that require one."""
        grad_output, self.grad_output = tuple(self.grad_output), [None] * len(self.grad_output)
        grad_input: tuple[Any, ...] = tuple(
            grads[self.inputs.index(i)] if i in self.inputs else None for i in range(self.count)
        )
        for hook in self.hooks:
            new = hook(self.module, grad_input, grad_output)
            if new is None:
                continue
            new = new if isinstance(new, tuple) else (new,)
            if len(new) != len(grad_input):
                raise RuntimeError(
                    f"a full backward hook returns a gradient for each of the {len(grad_input)} inputs, or "
                    f"None; got {len(new)}."
                )
            grad_input = new
        return [grad_input[i] for i in self.inputs]


class _Together(Function):
    """z = all elements of all inputs, one after another.      dL/d(each) = its stretch of g, in its shape"""

    @staticmethod
    def forward(ctx: Any, *inputs: Any) -> Any:
        ctx.parts = _Parts(inputs)
        return inputs[0].of(np.concatenate([x.array.ravel() for x in inputs]))

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return tuple(ctx.parts.of(g))


class _Parts:
    """The shapes and dtypes of tensors, to take them apart that were put together."""

    def __init__(self, tensors: Any) -> None:
        self.forms = [(x.shape, x.dtype) for x in tensors]
        self.borders = np.cumsum([0, *(x.array.size for x in tensors)]).tolist()

    def of(self, together: Any) -> list[Any]:
        """Each by itself."""
        return [
            together[start:stop].reshape(shape).to(dtype)
            for start, stop, (shape, dtype) in zip(
                self.borders[:-1], self.borders[1:], self.forms, strict=True
            )
        ]

    def joined(self, grads: list[Any], g: Any) -> Any:
        """Gradients in the place of g; None stands for 0. ValueError for another shape."""
        for grad, (shape, _) in zip(grads, self.forms, strict=True):
            if grad is not None and grad.shape != shape:
                raise ValueError(
                    f"a full backward hook returns a gradient of shape {shape}; got {grad.shape}."
                )
        full = [
            g.of(np.zeros(shape, dtype)) if grad is None else grad
            for grad, (shape, dtype) in zip(grads, self.forms, strict=True)
        ]
        return _Together.apply(*full).to(g.dtype)
