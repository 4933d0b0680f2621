"""Which op, or which layer, raised an error, and what it was given."""

import inspect
import os
import textwrap
import types
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from mytorch import origins
from mytorch.autograd_engine import Function
from mytorch.graphs.recording import Call
from mytorch.nn.module import Module
from mytorch.nn.tree import own_parameters
from mytorch.tensor import Tensor

__all__ = ["Failure", "failure_of"]

_HERE = os.path.dirname(__file__) + os.sep
_WIDTH = 44  # characters of a line in the box
_LINES = 3  # of the message in the box


class Failure(NamedTuple):
    """What failed, with what."""

    label: str  # the op, the function, or the layer's class
    shapes: tuple[str, ...]  # of the inputs and the layer's parameters, a line each
    error: str  # its kind and message, on one line
    inputs: tuple[Any, ...]
    call: Call | None  # the innermost module that was running

    @property
    def message(self) -> tuple[str, ...]:
        """The beginning of the error, in lines for a box."""
        return tuple(textwrap.wrap(self.error, _WIDTH, max_lines=_LINES, placeholder=" …"))


def _in_one_line(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def failure_of(what: Any, error: Exception, inputs: tuple[Any, ...], running: list[Call]) -> Failure:
    """Where the error comes from: the op that was running, else the function of mytorch that the user's code
    called, else the innermost module that was running, else `what` itself.

    inputs: those of `what`, which is None for a program. running: the modules that had not ended.
    """
    call = running[-1] if running else None
    owner = what if call is None else call.module
    label = type(owner).__name__ if isinstance(owner, Module) else getattr(owner, "__name__", "program")
    given = inputs if call is None else call.args
    shapes = [*_shapes(given)]
    found = _op(error) or _function(error)
    if found is not None:
        label, given = found
        shapes = [*_shapes(given)]
    elif isinstance(owner, Module):
        shapes += [f"{name} {x.shape}" for name, x in own_parameters(owner).items()]
    return Failure(label, tuple(shapes), _in_one_line(error), given, call)


def _shapes(values: tuple[Any, ...]) -> Iterator[str]:
    shapes = [x.shape for x in values if isinstance(x, Tensor | np.ndarray)]
    for i, shape in enumerate(shapes, 1):
        yield f"input{f' {i}' if len(shapes) > 1 else ''} {shape}"


def _frames(error: BaseException) -> list[types.FrameType]:
    """The calls that led to the error, the innermost last."""
    found = []
    trace = error.__traceback__
    while trace is not None:
        found.append(trace.tb_frame)
        trace = trace.tb_next
    return found


def _op(error: Exception) -> tuple[str, tuple[Any, ...]] | None:
    """The op that was being run, and its inputs."""
    code = Function.apply.__func__.__code__  # type: ignore[attr-defined]
    for frame in reversed(_frames(error)):
        if frame.f_code is code:
            return frame.f_locals["cls"].__name__, frame.f_locals["inputs"]
    return None


def _function(error: Exception) -> tuple[str, tuple[Any, ...]] | None:
    """The function or method of mytorch that other code called, if it is no module, and its arguments.

    Checks of shapes stand in these functions, before any op runs.
    """
    frames = _frames(error)
    ours = [frame.f_code.co_filename.startswith(origins.LIBRARY) for frame in frames]
    if True not in ours:
        return None
    i = len(ours) - 1 - ours[::-1].index(True)  # below it NumPy's own functions may have been called
    while i > 0 and ours[i - 1]:
        i -= 1
    frame = frames[i]
    if frame.f_code is Module.__call__.__code__ or frame.f_code.co_filename.startswith(_HERE):
        return None
    names = inspect.getargvalues(frame)
    values = [names.locals[name] for name in names.args if name in names.locals]
    values += names.locals.get(names.varargs, ()) if names.varargs else ()
    return frame.f_code.co_name, tuple(values)
