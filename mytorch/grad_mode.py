"""Whether operations are being recorded: `no_grad`, `is_grad_enabled`."""

import functools
import inspect
import types
from collections.abc import Callable, Generator
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from mytorch.errors import shown

__all__ = ["entered", "is_grad_enabled", "no_grad"]


class _Entry:
    """One entry into a `no_grad` block; it is open until the block is left."""

    __slots__ = ("open", "owner")

    def __init__(self, owner: "no_grad | None" = None) -> None:
        self.open, self.owner = True, owner


# The `no_grad` blocks that this thread or task has entered, the innermost last. Each thread and each task has
# its own, so that one can train while another validates. Every op reads it, and a ContextVar is the fastest
# way to do so. A block may be left in another thread (a generator inside `no_grad` may be closed there, or by
# the garbage collector). So blocks are not counted here; each entry knows itself whether it is open.
entered: ContextVar[tuple[_Entry, ...]] = ContextVar("entered", default=())


def is_grad_enabled() -> bool:
    """True unless the caller stands inside `no_grad`."""
    entries = entered.get()
    return not entries or not any(entry.open for entry in entries)


class no_grad:  # noqa: N801 (PyTorch's name)
    """A context manager or decorator: inside it no op is recorded, so results require no gradient.

    >>> with no_grad():
    ...     accuracy = validate(model)

    >>> @no_grad()
    ... def validate(model): ...

    `@no_grad` without parentheses does the same. A decorated generator or coroutine runs inside `no_grad`;
    the code that waits for it does not. TypeError for an object that is no function. For a class, decorate
    its methods.
    """

    _entries: list[_Entry]

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        new = super().__new__(cls)
        new._entries = []
        return new if function is None else new(function)

    def __enter__(self) -> None:
        entry = _Entry(self)
        self._entries.append(entry)
        entered.set((*_still_open(), entry))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        here = [entry for entry in _still_open() if entry.owner is self]
        entry = (here or self._entries)[-1]  # the entry of another thread, if this thread has none
        entry.open = False
        self._entries.remove(entry)
        entered.set(_still_open())

    def __call__(self, function: Any) -> Any:
        if isinstance(function, staticmethod | classmethod):
            return type(function)(self(function.__func__))
        if isinstance(function, type) or not callable(function):
            raise TypeError(f"no_grad decorates functions and methods; got {shown(function)}.")
        for is_of_kind, wrapper in _WRAPPERS.items():
            if is_of_kind(function):
                return functools.wraps(function)(wrapper(function))
        return functools.wraps(function)(_function(function))


def _still_open() -> tuple[_Entry, ...]:
    return tuple(entry for entry in entered.get() if entry.open)


# ---- what is decorated -------------------------------------------------------------------------------


def _function(function: Callable[..., Any]) -> Callable[..., Any]:
    def inside(*args: Any, **kwargs: Any) -> Any:
        with no_grad():
            return function(*args, **kwargs)

    return inside


def _generator_function(function: Callable[..., Any]) -> Callable[..., Any]:
    def generator(*args: Any, **kwargs: Any) -> Any:
        return (yield from _stepwise(function(*args, **kwargs)))

    return generator


def _coroutine_function(function: Callable[..., Any]) -> Callable[..., Any]:
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        return await _awaited(function(*args, **kwargs))

    return coroutine


def _async_generator_function(function: Callable[..., Any]) -> Callable[..., Any]:
    async def generator(*args: Any, **kwargs: Any) -> Any:
        inner = function(*args, **kwargs)
        step, value = inner.asend, None
        while True:
            try:
                answer = await _awaited(step(value))
            except StopAsyncIteration:
                return
            try:
                value, step = (yield answer), inner.asend
            except GeneratorExit:
                await _awaited(inner.aclose())
                raise
            except BaseException as error:
                value, step = error, inner.athrow

    return generator


_WRAPPERS: dict[Callable[[Any], bool], Callable[..., Callable[..., Any]]] = {
    inspect.isgeneratorfunction: _generator_function,
    inspect.iscoroutinefunction: _coroutine_function,
    inspect.isasyncgenfunction: _async_generator_function,
}


def _stepwise(inner: Any) -> Generator[Any, Any, Any]:
    """Run the generator or awaitable inside `no_grad` while it runs, but not while it waits."""
    entry, step, value = _Entry(), inner.send, None
    try:
        while True:
            try:
                answer = _run(entry, step, value)
            except StopIteration as stop:
                return stop.value
            try:
                value, step = (yield answer), inner.send
            except GeneratorExit:
                _run(entry, inner.close)
                raise
            except BaseException as error:
                value, step = error, inner.throw
    finally:
        entry.open = False  # also for tasks that were started inside the block


_awaited: Callable[..., Any] = types.coroutine(_stepwise)


def _run(entry: _Entry, step: Callable[..., Any], *value: Any) -> Any:
    entered.set((*_still_open(), entry))
    try:
        return step(*value)
    finally:
        entered.set(tuple(other for other in _still_open() if other is not entry))
