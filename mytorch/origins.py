"""Who is told of each op that is recorded, and where in the user's program it ran.

`detect_anomaly` wants to know (mytorch/autograd/anomaly.py), and who draws a graph (mytorch/graphs/). Outside
of both the engine looks at one flag.
"""

import inspect
import os
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["LIBRARY", "Observer", "Place", "observe", "placed", "stop"]

Place = tuple[str, int, str]  # of a line that ran an op: file, number, function
Observer = Callable[[Any, tuple[Any, ...], np.ndarray, Place], None]

wanted = False  # asked by every op that is recorded: whether there are observers

LIBRARY = os.path.dirname(__file__) + os.sep  # the beginning of the names of mytorch's own files
_observers: list[Observer] = []
_lock = threading.Lock()


def observe(observer: Observer) -> None:
    """From now on call observer(node, inputs, z, place) after each op that is recorded, in every thread.

    z is the output's own array, which the user may change later: an observer that keeps it copies it.
    """
    global wanted
    with _lock:
        _observers.append(observer)
        wanted = True


def stop(observer: Observer) -> None:
    """Do not call this observer any more."""
    global wanted
    with _lock:
        _observers.remove(observer)
        wanted = bool(_observers)


def placed(node: Any, inputs: tuple[Any, ...], z: np.ndarray) -> Any:
    """The node of an op that has just run, after all observers were told."""
    frame: Any = inspect.currentframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(LIBRARY):
        frame = frame.f_back
    place = frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name
    for observer in tuple(_observers):
        observer(node, inputs, z, place)
    return node
