"""Whether operations are being recorded: `no_grad`, `enable_grad`, `set_grad_enabled`, `is_grad_enabled`."""

import functools
import inspect
import types
from collections.abc import Callable, Generator
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from mytorch.errors import shown

__all__ = ["enable_grad", "entered", "is_grad_enabled", "no_grad", "set_grad_enabled"]


class _Entry:
    """One entry into a `no_grad` or `enable_grad` block; it is open until the block is left."""

    __slots__ = ("open", "owner", "records")

    def __init__(self, records: bool, owner: Any = None) -> None:
        self.open, self.records, self.owner = True, records, owner


# The blocks that this thread or task has entered, the innermost last. Each thread and each task has its own,
# so that one can train while another validates. Every op reads it, and a ContextVar is the fastest way to do
# so. A block may be left in another thread (a generator inside `no_grad` may be closed there, or by the
# garbage collector). So blocks are not counted here; each entry knows itself whether it is open.
entered: ContextVar[tuple[_Entry, ...]] = ContextVar("entered", default=())


def is_grad_enabled() -> bool:
    """What the innermost of the modes says that the caller stands in; True outside of all.

    >>> with mytorch.no_grad():
    ...     mytorch.is_grad_enabled()
    False
    """
    for entry in reversed(entered.get()):
        if entry.open:
            return entry.records
    return True


class no_grad:  # noqa: N801 (PyTorch's name)
    """A context manager or decorator: inside it no op is recorded, so results require no gradient.

    >>> x = mytorch.tensor([1.0], requires_grad=True)
    >>> with mytorch.no_grad():
    ...     z = 2 * x
    >>> z.requires_grad
    False

    >>> @mytorch.no_grad()
    ... def validate(x):
    ...     return 2 * x
    >>> validate(x).requires_grad
    False

    `@no_grad` without parentheses does the same. A decorated generator or coroutine runs inside `no_grad`;
    the code that waits for it does not. TypeError for an object that is no function. For a class, decorate
    its methods.
    """

    _records = False
    _entries: list[_Entry]

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        new = super().__new__(cls)
        new._entries = []
        return new if function is None else new(function)

    def __enter__(self) -> None:
        entry = _Entry(self._records, self)
        self._entries.append(entry)
        entered.set((*_still_open(), entry))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        here = [entry for entry in _still_open() if entry.owner is self]
        entry = (here or self._entries)[-1]  # the entry of another thread, if this thread has none
        self._entries.remove(entry)
        _leave(entry)

    def __call__(self, function: Any) -> Any:
        if isinstance(function, staticmethod | classmethod):
            return type(function)(self(function.__func__))
        if isinstance(function, type) or not callable(function):
            name = type(self).__name__
            raise TypeError(f"{name} decorates functions and methods; got {shown(function)}.")
        for is_of_kind, wrapper in _WRAPPERS.items():
            if is_of_kind(function):
                return functools.wraps(function)(wrapper(function, self._records))
        return functools.wraps(function)(_function(function, self._records))


class enable_grad(no_grad):  # noqa: N801 (PyTorch's name)
    """Inside it ops are recorded, even inside `no_grad`. A context manager or a decorator, as `no_grad`.

    >>> x = mytorch.tensor([1.0], requires_grad=True)
    >>> with mytorch.no_grad(), mytorch.enable_grad():
    ...     (2 * x).requires_grad
    True
    """

    _records = True


class set_grad_enabled:  # noqa: N801 (PyTorch's name)
    """From now on ops are recorded, or with False are not; in a `with` statement, until its end.

    The last call counts, in this thread and task. A `no_grad` or `enable_grad` that was entered later goes
    before it. TypeError for what is not True or False.

    >>> x = mytorch.tensor([1.0], requires_grad=True)
    >>> with mytorch.set_grad_enabled(False):
    ...     (2 * x).requires_grad
    False
    """

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise TypeError(f"set_grad_enabled() takes True or False; got {shown(mode)}.")
        self._entry = _Entry(mode, _UNTIL_THE_NEXT)
        before = _still_open()
        # A call replaces the one before it, so that a thousand calls leave one entry.
        self._replaced = before[-1:] if before and before[-1].owner is _UNTIL_THE_NEXT else ()
        entered.set((*before[: len(before) - len(self._replaced)], self._entry))

    def __enter__(self) -> None:
        self._entry.owner = self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _leave(self._entry, *self._replaced)


_UNTIL_THE_NEXT = object()  # the owner of an entry that was made by a call, without `with`


def _still_open() -> tuple[_Entry, ...]:
    return tuple(entry for entry in entered.get() if entry.open)


def _leave(entry: _Entry, *instead: _Entry) -> None:
    """What was called inside and never entered, a `set_grad_enabled`, ends with it."""
    entry.open = False
    here = entered.get()
    i = here.index(entry) if entry in here else len(here)
    later = (other for other in here[i:] if other.owner is not _UNTIL_THE_NEXT)
    entered.set((*here[:i], *instead, *later))
    entered.set(_still_open())


# ---- what is decorated -------------------------------------------------------------------------------


def _function(function: Callable[..., Any], records: bool) -> Callable[..., Any]:
    def inside(*args: Any, **kwargs: Any) -> Any:
        with enable_grad() if records else no_grad():
            return function(*args, **kwargs)

    return inside


def _generator_function(function: Callable[..., Any], records: bool) -> Callable[..., Any]:
    def generator(*args: Any, **kwargs: Any) -> Any:
        return (yield from _stepwise(function(*args, **kwargs), records))

    return generator


def _coroutine_function(function: Callable[..., Any], records: bool) -> Callable[..., Any]:
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        return await _awaited(function(*args, **kwargs), records)

    return coroutine


def _async_generator_function(function: Callable[..., Any], records: bool) -> Callable[..., Any]:
    async def generator(*args: Any, **kwargs: Any) -> Any:
        inner = function(*args, **kwargs)
        step, value = inner.asend, None
        while True:
            try:
                answer = await _awaited(step(value), records)
            except StopAsyncIteration:
                return
            try:
                value, step = (yield answer), inner.asend
            except GeneratorExit:
                await _awaited(inner.aclose(), records)
                raise
            except BaseException as error:
                value, step = error, inner.athrow

    return generator


_WRAPPERS: dict[Callable[[Any], bool], Callable[..., Callable[..., Any]]] = {
    inspect.isgeneratorfunction: _generator_function,
    inspect.iscoroutinefunction: _coroutine_function,
    inspect.isasyncgenfunction: _async_generator_function,
}


def _stepwise(inner: Any, records: bool) -> Generator[Any, Any, Any]:
    """Run the generator or awaitable inside the mode while it runs, but not while it waits."""
    entry, step, value = _Entry(records), inner.send, None
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
