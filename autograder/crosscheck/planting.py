"""Plants a bug in memory: compiles a module from changed source, and does not change its file."""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

from autograder.anchors import changed, file_of
from hw1.places import ROOT

__all__ = ["changed_source", "plant"]


def changed_source(place: str, old: str, new: str) -> str:
    """The source of a file, changed at one place. AnchorError unless the place holds `old` exactly once."""
    return changed((ROOT / file_of(place)).read_text("utf-8"), place, old, new)


def plant(place: str, old: str, new: str) -> None:
    """From now on, import a module from its changed source. It must not be loaded yet."""
    file = file_of(place)
    name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if name in sys.modules:
        raise RuntimeError(f"{name} is loaded already; plant the bug first.")
    sys.meta_path.insert(0, _Finder(name, file, changed_source(place, old, new)))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """An import finder that finds one module and loads it from the given source."""

    def __init__(self, name: str, file: str, source: str) -> None:
        self.name, self.file, self.source = name, file, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        folder = [str((ROOT / self.file).parent)] if self.file.endswith("__init__.py") else None
        spec = importlib.machinery.ModuleSpec(fullname, self, is_package=folder is not None)
        spec.submodule_search_locations = folder
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, f"{self.file} (with a bug)", "exec"), module.__dict__)
