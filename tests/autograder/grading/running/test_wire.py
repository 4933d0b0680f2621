"""What crosses the pipe, exactly, and what does not."""

import json
import os
import struct

import numpy as np
import pytest

from autograder.grading.running import wire

ARRAYS = {
    "float64": np.arange(6.0).reshape(2, 3),
    "transposed": np.arange(6.0).reshape(2, 3).T,
    "negative strides": np.arange(6)[::-2],
    "float16": np.float16([1, np.nan, np.inf]),
    "big-endian": np.arange(3, dtype=">f4"),
    "bool": np.array([True, False]),
    "complex": np.array([1 + 2j]),
    "no dimensions": np.array(2.5),
    "empty": np.zeros((0, 3), np.int8),
    "broadcast": np.broadcast_to(np.float32(1), (2, 2)),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_keeps_its_dtype_shape_and_bytes(name: str) -> None:
    sent = ARRAYS[name]
    got = wire.decode(wire.encode({"x": sent}))["x"]
    assert (got.dtype, got.shape, got.tobytes()) == (sent.dtype, sent.shape, sent.tobytes())
    assert got.flags.writeable
    assert got.flags.c_contiguous


def test_plain_values_lists_and_numpy_scalars_keep_their_types() -> None:
    sent = {
        "all": [1, -2.5, "é\ud800", True, None, b"\0x", np.float32(3), np.array([1])],
        "none": [],
        "big": 10**400,
    }
    got = wire.decode(wire.encode(sent))
    assert [type(value) for value in got["all"]] == [type(value) for value in sent["all"]]
    assert got["all"][:7] == sent["all"][:7]
    assert (got["none"], got["big"]) == ([], 10**400)
    assert np.isnan(wire.decode(wire.encode({"x": float("nan")}))["x"])


class Lying(type):
    """The class of a class that answers nothing about itself."""

    def __getattribute__(cls, name: str) -> object:
        raise AttributeError(name)


class Subclass(np.ndarray):
    pass


class Liar(metaclass=Lying):
    __class__ = np.ndarray  # type: ignore[assignment]


OTHERS = {
    "tuple": ((1, 2), "tuple"),
    "list in a list": ([1], "list"),
    "subclass": (np.zeros(2).view(Subclass), f"{__name__}.Subclass"),
    "masked": (np.ma.masked_all(2), "numpy.ma.MaskedArray"),
    "object array": (np.array([None]), "ndarray of dtype object"),
    "strings": (np.array(["a"]), "ndarray of dtype <U1"),
    "string's subclass": (np.str_("a"), "numpy.str_"),
    "lying class": (Liar(), f"{__name__}.Liar"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_does_not_cross_comes_as_the_name_of_its_type(name: str) -> None:
    value, said = OTHERS[name]
    (got,) = wire.decode(wire.encode({"x": [value]}))["x"]
    assert got == wire.Other(said)


TOO_LARGE = {
    "terabytes in a view": np.broadcast_to(1.0, (10**6, 10**6)),
    "a large array": np.zeros(2**17 + 1),
    "a long text": "x" * 2**20,
    "many values": [1] * 30_000,
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_reply_that_is_too_large_is_refused_before_it_is_made(name: str) -> None:
    with pytest.raises(wire.WireError):
        wire.encode({"x": TOO_LARGE[name]}, limit=2**20)


def _payload(header: object, data: bytes = b"", size: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<I", len(text) if size is None else size) + text + data


GARBLED = {
    "nothing": b"",
    "a header longer than the frame": _payload({}, size=2**32 - 1),
    "no JSON": _payload(b"\xff{"),
    "no object": _payload([1]),
    "a hundred thousand brackets": _payload(b"[" * 100_000),
    "no such kind": _payload({"x": ["pickle", 1]}),
    "no specification": _payload({"x": 7}),
    "a specification without its parts": _payload({"x": ["array"]}),
    "an object where plain is said": _payload({"x": ["plain", {"y": 1}]}),
    "objects": _payload({"x": ["array", "|O8", [1]]}, b"A" * 8),
    "structures": _payload({"x": ["array", "<f8,O", [1]]}, b"A" * 16),
    "a dtype that is no text": _payload({"x": ["array", 8, [1]]}, b"A" * 8),
    "a number of no size": _payload({"x": ["array", "<f9", [1]]}, b"A" * 9),
    "fewer bytes than the shape": _payload({"x": ["array", "<f8", [2]]}, b"A" * 8),
    "more bytes than the shape": _payload({"x": ["array", "<f8", [1]]}, b"A" * 9),
    "an overflowing shape": _payload({"x": ["array", "<f8", [2**32, 2**32]]}),
    "a huge empty shape": _payload({"x": ["array", "<f8", [2**39, 2**39, 0]]}),
    "a negative shape": _payload({"x": ["array", "<f8", [-1, -1]]}, b"A" * 8),
    "a shape of truths": _payload({"x": ["array", "<f8", [True]]}, b"A" * 8),
    "a thousand dimensions": _payload({"x": ["array", "|b1", [1] * 1000]}, b"\1"),
    "a bool that is 2": _payload({"x": ["array", "|b1", [1]]}, b"\2"),
    "negative bytes": _payload({"x": ["bytes", -1]}, b"A"),
    "an integer of many digits": _payload(b'{"x": ["plain", ' + b"9" * 5000 + b"]}"),
}


@pytest.mark.parametrize("name", GARBLED)
def test_a_garbled_frame_is_said_to_be_one(name: str) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(GARBLED[name])


def test_frames_follow_each_other_through_a_pipe_until_it_ends() -> None:
    reading, writing = os.pipe()
    wire.send(writing, {"a": 1})
    wire.send(writing, {"b": np.arange(3)})
    os.close(writing)
    first, second, third = wire.receive(reading), wire.receive(reading), wire.receive(reading)
    os.close(reading)
    assert first == {"a": 1}
    assert second is not None
    assert second["b"].tolist() == [0, 1, 2]
    assert third is None


def test_an_announced_length_over_the_limit_is_refused() -> None:
    with pytest.raises(wire.WireError, match="18446744073709551615 bytes"):
        wire.length(b"\xff" * 8, wire.MAX_REPLY)
