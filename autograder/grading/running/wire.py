"""The format of values on the pipe between the grader and a hand-in's process.

A frame is an 8-byte length and a payload; the payload is a 4-byte length, a JSON header and the arrays' raw
bytes. The reader checks everything: lengths, counts, dtypes and shapes are compared with the bytes that
arrived before anything is allocated, and a mismatch is a WireError. Pickle is not used.

Values: ndarray (numbers or bools, exact dtype and shape), NumPy scalar, int, float, str, bool, None, bytes,
and flat lists of these. A value of another type is sent as `Other`, with only the name of its type.
"""

import json
import math
import os
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = [
    "MAX_REPLY",
    "Other",
    "WireError",
    "decode",
    "encode",
    "frame",
    "length",
    "receive",
    "send",
    "type_name",
    "write",
]

MAX_REPLY = 64 * 2**20  # bytes of one frame that comes out of a hand-in's process
MAX_HEADER = 2**20  # bytes
MAX_VALUES = 20_000  # in one frame, including the elements of lists
MAX_NDIM = 32
LENGTH = struct.Struct("<Q")
HEADER = struct.Struct("<I")
PLAIN = (type(None), bool, int, float, str)
NUMBERS = "biufc"  # the kinds of dtype that are sent
DTYPE = re.compile(r"[<>|][biufc][0-9]{1,2}")


class WireError(ValueError):
    """The received bytes are no valid frame, or the values to send do not fit into one."""


@dataclass(frozen=True)
class Other:
    """A value of a type that is not sent; only the name of the type is sent."""

    type_name: str

    def __str__(self) -> str:
        return self.type_name


def type_name(value: object) -> str:
    """The name of a value's type, read without asking its metaclass."""
    kind = type(value)
    module, name = type.__dict__["__module__"].__get__(kind), type.__dict__["__qualname__"].__get__(kind)
    return str(name if module == "builtins" else f"{module}.{name}")[:100]


def encode(values: Mapping[str, Any], limit: float = math.inf) -> bytes:
    """The payload of named values; WireError where it would be longer than `limit` bytes."""
    header, data, room = {}, list[bytes](), limit
    count = 0
    for name, value in values.items():
        single = type(value) is not list
        specs = []
        for item in [value] if single else value:
            count += 1
            spec, size, content = _spec(item)
            room -= size
            if room < 0 or (count > MAX_VALUES and limit < math.inf):
                raise WireError(f"{name} is too large to send: {size} bytes, {count} values")
            specs.append(spec)
            data.append(content())
        header[name] = specs[0] if single else ["list", specs]
    text = json.dumps(header).encode()
    if len(text) > min(MAX_HEADER, limit):
        raise WireError(f"the values' names and plain values take {len(text)} bytes; at most {MAX_HEADER} do")
    return b"".join([HEADER.pack(len(text)), text, *data])


def _spec(value: Any) -> tuple[list[Any], int, Callable[[], bytes]]:
    """How a value stands in the header, the size of its bytes, and what makes them."""
    if type(value) in PLAIN:
        return ["plain", value], 0, bytes
    if type(value) is bytes:
        return ["bytes", len(value)], len(value), lambda: value
    if type(value) is np.ndarray:
        if value.dtype.kind not in NUMBERS:
            return ["other", f"ndarray of dtype {value.dtype}"[:100]], 0, bytes
        size = value.size * value.itemsize  # nbytes of a broadcast view of one number may be terabytes
        return ["array", value.dtype.str, list(value.shape)], size, value.tobytes
    if isinstance(value, np.generic) and type(value).__module__ == "numpy" and value.dtype.kind in NUMBERS:
        return ["scalar", value.dtype.str], value.dtype.itemsize, value.tobytes
    return ["other", type_name(value)], 0, bytes


def decode(payload: bytes) -> dict[str, Any]:
    """The values of a payload, arrays as fresh copies; WireError if `encode` could not have made it."""
    try:
        return _decode(payload)
    except WireError:
        raise
    except (ValueError, TypeError, IndexError, OverflowError, RecursionError, struct.error) as error:
        raise WireError(f"garbled frame: {error}"[:200]) from None


def _decode(payload: bytes) -> dict[str, Any]:
    (size,) = HEADER.unpack_from(payload)
    start = HEADER.size + size
    if size > MAX_HEADER or start > len(payload):
        raise WireError(f"garbled frame: a header of {size} bytes in {len(payload)}")
    header = json.loads(payload[HEADER.size : start])
    if type(header) is not dict:
        raise WireError("garbled frame: the header is not an object")
    values, reader = dict[str, Any](), _Reader(payload, start)
    for name, spec in header.items():
        values[name] = [reader.value(item) for item in spec[1]] if spec[0] == "list" else reader.value(spec)
    if reader.at != len(payload):
        raise WireError(f"garbled frame: {len(payload) - reader.at} bytes too many")
    return values


class _Reader:
    """Takes one value after the other out of the bytes behind the header."""

    def __init__(self, payload: bytes, at: int):
        self.payload, self.at, self.count = payload, at, 0

    def value(self, spec: list[Any]) -> Any:
        kind, *rest = spec
        if kind == "plain" and type(rest[0]) in PLAIN:
            return rest[0]
        if kind == "other" and type(rest[0]) is str:
            return Other(rest[0][:100])
        if kind == "bytes":
            return self._take(rest[0])
        if kind == "array":
            return self._array(rest[0], tuple(rest[1]))
        if kind == "scalar":
            return self._array(rest[0], ())[()]
        raise WireError("garbled frame: a value of no known kind")

    def _take(self, size: int) -> bytes:
        if type(size) is not int or not 0 <= size <= len(self.payload) - self.at:
            raise WireError("garbled frame: a value longer than the frame")
        self.at += size
        return self.payload[self.at - size : self.at]

    def _array(self, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
        if not DTYPE.fullmatch(dtype) or len(shape) > MAX_NDIM:
            raise WireError("garbled frame: no such array")
        if not all(type(n) is int and 0 <= n < 2**40 for n in shape):
            raise WireError("garbled frame: no such shape")
        kind = np.dtype(dtype)
        content = self._take(math.prod(shape) * kind.itemsize)
        if kind.kind == "b" and content.strip(b"\0\1"):  # a bool that is neither 0 nor 1 misleads NumPy
            raise WireError("garbled frame: a bool that is neither true nor false")
        return np.frombuffer(content, kind).reshape(shape).copy()


def frame(values: Mapping[str, Any], limit: float = math.inf) -> bytes:
    """A whole frame, length first."""
    payload = encode(values, limit)
    return LENGTH.pack(len(payload)) + payload


def length(head: bytes, limit: float) -> int:
    """The payload's length from a frame's first 8 bytes; WireError if it is over the limit."""
    (size,) = LENGTH.unpack(head)
    if size > limit:
        raise WireError(f"garbled frame: it says that {size} bytes follow")
    return int(size)


def send(fd: int, values: Mapping[str, Any]) -> None:
    """Write a frame to a blocking pipe."""
    write(fd, frame(values))


def write(fd: int, content: bytes) -> None:
    """Write all of it to a blocking pipe."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(fd, rest) :]


def receive(fd: int) -> dict[str, Any] | None:
    """Read a frame from a blocking pipe; None where the pipe has ended."""
    head = _read(fd, LENGTH.size)
    return decode(_read(fd, length(head, math.inf))) if head else None


def _read(fd: int, size: int) -> bytes:
    """Read so many bytes, or fewer if the pipe ends before."""
    parts = []
    while size and (part := os.read(fd, min(size, 2**20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
