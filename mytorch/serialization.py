"""save and load: tensors in safetensors files, which PyTorch can read, and which contain no code.

A file is 8 bytes, the length of the header (little-endian); the header, JSON that gives each tensor's dtype,
shape and place; and the numbers themselves   (https://github.com/huggingface/safetensors#format).

    {"weight": {"dtype": "F64", "shape": [3, 2], "data_offsets": [0, 48]}, "__metadata__": {"epoch": "3"}}

All sizes in a file are checked against the size of the file before any array is made.
"""

import json
import math
import os
import stat
from collections.abc import Mapping
from typing import Any, BinaryIO, NoReturn

import numpy as np

from mytorch import nesting
from mytorch.errors import shown
from mytorch.tensor import Tensor
from mytorch.whole_files import path_of, write_whole

__all__ = ["load", "load_metadata", "save"]

_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "|u1",
    "BOOL": "|b1",
    "BF16": "<u2",  # read as float32
}
_CODES = {np.dtype(name): code for code, name in _DTYPES.items() if code != "BF16"}
_LONGEST_HEADER = 100_000_000  # bytes, as the safetensors library has it
_METADATA, _STRUCTURE = "__metadata__", "mytorch.structure"


def save(obj: Any, f: str | os.PathLike[str], metadata: Mapping[str, str] | None = None) -> None:
    """Write tensors to a file, as `save(model.state_dict(), "model.safetensors")`.

    obj: a dict of Tensors or arrays by name. Or any nested dicts, lists and tuples of Tensors, numbers,
        strings and None, for example {"model": …, "optimizer": …, "epoch": 3}; other programs see its tensors
        under their paths, for example "optimizer.state.0.exp_avg".
    metadata: strings by name, which `load_metadata` returns.

    The file is written under another name in the same folder and then renamed, so it is never incomplete.
    TypeError or ValueError, and no file, for an object that cannot be saved.

    >>> mytorch.save({"weight": mytorch.ones(2), "epoch": 3}, "model.safetensors", {"set": "MNIST"})
    >>> mytorch.load("model.safetensors")
    {'weight': tensor([1., 1.]), 'epoch': 3}
    """
    path = path_of("save", f)
    tensors, structure = nesting.taken_apart(obj)
    kept: dict[Any, Any] = dict(metadata) if isinstance(metadata, Mapping) else {}
    are_strings = all(isinstance(text, str) for pair in kept.items() for text in pair)
    if not (isinstance(metadata, Mapping | None) and are_strings) or _STRUCTURE in kept:
        raise TypeError(
            f"save expects metadata of strings by name, without {_STRUCTURE!r}; got {shown(metadata)}."
        )
    if structure:
        kept[_STRUCTURE] = structure
    header: dict[str, Any] = {_METADATA: kept} if kept else {}
    arrays, end = [], 0
    for name, array in sorted(
        tensors.items(), key=lambda pair: -pair[1].dtype.itemsize
    ):  # so each is aligned
        if name == _METADATA:
            raise ValueError(
                f"save keeps no tensor by the name {_METADATA!r}, which the format has for itself."
            )
        if array.dtype.newbyteorder("<") not in _CODES:
            raise TypeError(f"save keeps real numbers of up to 64 bits; {shown(name)} is {shown(array)}.")
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(array.shape)
        place = [end, end := end + array.nbytes]
        header[name] = {"dtype": _CODES[array.dtype], "shape": list(array.shape), "data_offsets": place}
        arrays.append(array)
    try:
        text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise ValueError("save keeps names of whole characters; one has half of a surrogate pair.") from None
    text += b" " * (-len(text) % 8)
    if len(text) > _LONGEST_HEADER:
        raise ValueError(f"save keeps names and metadata of up to {_LONGEST_HEADER} bytes; got {len(text)}.")
    write_whole(
        path, [len(text).to_bytes(8, "little"), text, *(array.data for array in arrays if array.size)]
    )


def load(f: str | os.PathLike[str], map_location: str | None = None, *, weights_only: bool = True) -> Any:
    """Read a safetensors file: a dict of Tensors by name, or the object that `save` was given.

    map_location: None or "cpu"; weights_only: True. Anything else is not possible: ValueError.

    bfloat16 becomes float32. ValueError if it is not a safetensors file, or a damaged one; OSError if it
    cannot be read.

    >>> mytorch.save({"weight": mytorch.tensor([1.0, 2.0])}, "model.safetensors")
    >>> mytorch.load("model.safetensors")["weight"]
    tensor([1., 2.])
    """
    path = path_of("load", f)
    if str(map_location or "cpu") != "cpu":
        raise ValueError(f'load keeps tensors on the "cpu"; got map_location={shown(map_location)}.')
    if weights_only is not True:
        raise ValueError(f"load reads tensors and never runs code; got weights_only={shown(weights_only)}.")
    with _opened(path) as file:
        places, metadata, begin = _header(path, file)
        tensors = {name: _read(path, file, begin, *place) for name, place in places.items()}
    if _STRUCTURE not in metadata:
        return tensors
    try:
        return nesting.put_together(metadata[_STRUCTURE], tensors)
    except ValueError:
        _refuse(path, f"its {_STRUCTURE!r} does not say how its tensors belong together")


def load_metadata(f: str | os.PathLike[str]) -> dict[str, str]:
    """The strings that were saved with the tensors of a file. The tensors are not read.

    ValueError and OSError as load().

    >>> mytorch.save({"weight": mytorch.ones(2)}, "model.safetensors", {"set": "MNIST"})
    >>> load_metadata("model.safetensors")
    {'set': 'MNIST'}
    """
    path = path_of("load_metadata", f)
    with _opened(path) as file:
        metadata = _header(path, file)[1]
    metadata.pop(_STRUCTURE, None)
    return metadata


# ---- reading -----------------------------------------------------------------------------------------


def _opened(path: str) -> BinaryIO:
    if not stat.S_ISREG(os.stat(path).st_mode):  # opening a pipe would wait
        _refuse(path, "it is no file, but a folder or a device")
    return open(path, "rb")


def _header(
    path: str, file: BinaryIO
) -> tuple[dict[str, tuple[str, tuple[int, ...], int]], dict[str, str], int]:
    """Each tensor's dtype, shape and offset; the metadata; where the numbers begin. All are checked."""
    size = os.fstat(file.fileno()).st_size
    start = file.read(8)
    length = int.from_bytes(start, "little")
    if len(start) < 8 or length > min(_LONGEST_HEADER, size - 8):
        _refuse(path, _kind(start) or "it is too short, or it begins with no length of a header")
    text = file.read(length)
    if not text.startswith(b"{"):
        _refuse(path, _kind(start) or "its header is no JSON")
    try:
        header = json.loads(text.decode(), object_pairs_hook=_without_twins, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        twice = isinstance(error, _TwiceError)
        _refuse(path, f"its header has {error} twice" if twice else "its header is no JSON")
    metadata = header.pop(_METADATA, {})
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        _refuse(path, "its metadata are no strings")
    begin = 8 + length
    places = {name: _place(path, name, entry) for name, entry in header.items()}
    end = 0
    for name, (_, _, offset, stop) in sorted(places.items(), key=lambda pair: pair[1][2:]):
        if offset != end:
            what = "overlaps another" if offset < end else "leaves a gap before it"
            _refuse(path, f"its tensor {shown(name)} {what}")
        end = stop
    if begin + end != size:
        what = f"it should have {begin + end} bytes, and has {size}"
        _refuse(path, f"{what}: it was cut off" if begin + end > size else what)
    return {name: place[:3] for name, place in places.items()}, metadata, begin


def _place(path: str, name: str, entry: Any) -> tuple[str, tuple[int, ...], int, int]:
    """A tensor's dtype, shape, first byte and end, after a check that they fit each other."""
    if not isinstance(entry, dict) or entry.keys() != {"dtype", "shape", "data_offsets"}:
        _refuse(path, f"its header says of {shown(name)} not just dtype, shape and data_offsets")
    code, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(code, str) or code not in _DTYPES:
        _refuse(path, f"its tensor {shown(name)} is of the dtype {shown(code)}, which is not known here")
    numbers = [*shape, *offsets] if isinstance(shape, list) and isinstance(offsets, list) else [None]
    if not all(type(number) is int and 0 <= number < 2**63 for number in numbers) or len(offsets) != 2:
        _refuse(path, f"its tensor {shown(name)} has a shape or offsets that are no whole numbers")
    if len(shape) > 32:
        _refuse(path, f"its tensor {shown(name)} has {len(shape)} dims; up to 32 are possible")
    needed = math.prod(shape) * np.dtype(_DTYPES[code]).itemsize
    if offsets[1] - offsets[0] != needed:
        _refuse(
            path,
            f"its tensor {shown(name)}, of {code} and shape {shown(tuple(shape))}, takes {shown(needed)} "
            f"bytes, and has {offsets[1] - offsets[0]}",
        )
    return code, tuple(shape), offsets[0], offsets[1]


def _read(path: str, file: BinaryIO, begin: int, code: str, shape: tuple[int, ...], offset: int) -> Tensor:
    """Read one tensor."""
    dtype = np.dtype(_DTYPES[code])
    file.seek(begin + offset)
    data = file.read(math.prod(shape) * dtype.itemsize)
    try:
        array = np.frombuffer(data, dtype).reshape(shape) if data else np.empty(shape, dtype)
    except ValueError:  # cut off just now, or a shape beyond NumPy's
        _refuse(path, f"its tensor of shape {shown(shape)} cannot be made")
    if code == "BF16":  # the upper half of a float32
        array = (array.astype(np.uint32) << 16).view(np.float32)
    return Tensor(array)


class _TwiceError(ValueError):
    """An object of JSON has a name twice."""


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(shown(next(name for name in names if names.count(name) > 1)))
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _kind(start: bytes) -> str:
    """The kind of another file that begins with these bytes, and what to do; "" if it is unknown."""
    if start.startswith(b"PK\x03\x04"):
        return (
            "it is a zip, as torch.save and np.savez write. Write it with safetensors.torch.save_file "
            "in PyTorch, or read it with np.load"
        )
    if start.startswith(b"\x80") and start[1:2] in b"\x02\x03\x04\x05":
        return (
            "it is a pickle, which could run any code. Write it with safetensors.torch.save_file in PyTorch"
        )
    if start.startswith(b"\x93NUMPY"):
        return "it is an array of NumPy's: read it with np.load"
    return ""


def _refuse(path: str, reason: str) -> NoReturn:
    raise ValueError(f"{path!r} is no safetensors file: {reason}.")
