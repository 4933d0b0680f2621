"""The files that Python and NumPy need in the jail, found once by asking the present interpreter."""

import functools
import json
import os
import subprocess
import sys
from typing import Any

import numpy as np

from autograder.grading.running.jail.plain import ENVIRONMENT

__all__ = ["needs"]

OTHERS = (
    "site-packages",
    "dist-packages",
)  # hidden folders of other packages
ASK = """
import contextlib, ctypes, glob, json, os, sys, sysconfig
library = [sysconfig.get_path("stdlib"), os.path.dirname(os.__file__), sysconfig.get_config_var("DESTSHARED")]
for path in glob.glob(f"{library[2]}/*.so") + glob.glob(f"{sys.argv[1]}/**/*.so", recursive=True):
    with contextlib.suppress(OSError):  # without its libraries it cannot load in the jail either
        ctypes.CDLL(path, os.RTLD_LAZY)
loaded = []

@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_void_p * 2), ctypes.c_size_t, ctypes.c_void_p)
def note(info, size, data):
    loaded.append(ctypes.string_at(info.contents[1]).decode() if info.contents[1] else "")
    return 0

ctypes.CDLL(None).dl_iterate_phdr(note, None)
json.dump({"executable": os.path.realpath(sys.executable), "library": library, "loaded": loaded}, sys.stdout)
"""  # every compiled module is loaded, so that the libraries it needs stand in the loader's list


@functools.cache
def needs() -> dict[str, Any]:
    """executable, packages_in (where NumPy is), and the paths to show: folders, masked, packages, files."""
    numpy = os.path.dirname(os.path.abspath(np.__file__))
    command = [sys.executable, "-I", "-S", "-B", "-c", ASK, numpy]
    answer = subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT, text=True).stdout
    found = json.loads(answer)
    library = [os.path.abspath(path) for path in found["library"] if path and os.path.isdir(path)]
    folders = [
        path for path in dict.fromkeys(library) if not _within(path, [p for p in library if p != path])
    ]
    masked = [f"{path}/{name}" for path in folders for name in OTHERS if os.path.isdir(f"{path}/{name}")]
    files = [os.path.normpath(path) for path in found["loaded"] if os.path.isabs(path)]
    files += [found["executable"], "/etc/ld.so.cache"]
    shown = [path for path in dict.fromkeys(files) if os.path.exists(path)]
    return {
        "executable": found["executable"],
        "packages_in": os.path.dirname(numpy),
        "folders": folders,
        "masked": masked,
        "packages": [numpy],
        "files": [path for path in shown if not _seen(path, folders, masked, numpy)],
    }


def _within(path: str, folders: list[str]) -> bool:
    return any(path.startswith(folder.rstrip("/") + "/") for folder in folders)


def _seen(path: str, folders: list[str], masked: list[str], numpy: str) -> bool:
    """Whether a file is already in one of the folders that are shown."""
    return _within(path, [numpy]) or (_within(path, folders) and not _within(path, masked))
