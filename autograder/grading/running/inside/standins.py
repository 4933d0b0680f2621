"""Stand-ins for well-known packages that are not installed.

Plots and progress bars run without an effect. Attributes and calls of a stand-in give another stand-in. A
hand-in that uses one as a value in a computation gets an ImportError at this place.
"""

import ast
import dis
import importlib.machinery
import sys
import types
from collections.abc import Iterator
from functools import partial
from typing import Any

from autograder.grading.running.inside.remarks import Place, Remarks, line

__all__ = ["NotThere", "StandIn", "debugger", "stand_in_for_packages"]

WELL_KNOWN = """
    bokeh cupy cv2 gdown google graphviz h5py imageio ipdb ipykernel IPython ipywidgets jax joblib keras
    line_profiler matplotlib memory_profiler mpl_toolkits networkx nptyping numba numexpr pandas PIL
    plotly prettytable psutil pudb pydot pylab pysnooper pytest requests scipy seaborn skimage sklearn
    sympy tabulate tensorboard tensorboardX tensorflow termcolor torch torchaudio torchsummary torchtext
    torchvision torchviz tqdm typing_extensions wandb yaml
"""
PACKAGES = set(WELL_KNOWN.split())
BARS = {"tqdm", "trange", "tqdm_notebook", "tnrange"}
LEFT_BEHIND = {
    "matplotlib.pyplot.show",
    "pylab.show",
    "IPython.embed",
    "ipdb.set_trace",
    "pudb.set_trace",
    "pdb.set_trace",
    "pdb.post_mortem",
    "pdb.pm",
    "pdb.run",
    "pdb.runcall",
    "pdb.runeval",
    "cv2.imshow",
    "cv2.waitKey",
}
# What uses a stand-in as a value.
VALUES = """
    abs add and array array_function array_ufunc ceil complex contains divmod eq float floor floordiv ge
    gt index int invert le len lshift lt matmul mod mul ne neg or pos pow radd rand rdivmod rfloordiv
    rlshift rmatmul rmod rmul ror round rpow rrshift rshift rsub rtruediv rxor sub truediv trunc xor
"""
EXPECTED = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


class NotThere(ImportError):
    """A stand-in was used as a value."""


class StandIn:
    """Stands for an attribute of a package that is not installed, or for the result of a call.

    path: for example matplotlib.pyplot.show. why: the error message if it is used as a value.
    """

    __slots__ = ("_path", "_remarks", "_why")

    def __init__(self, path: str, why: str, remarks: Remarks) -> None:
        for name, value in (("_path", path), ("_why", why), ("_remarks", remarks)):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):  # a special method that is not defined here
            raise AttributeError(name)
        return attribute(f"{self._path}.{name}", self._why, self._remarks)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._path in LEFT_BEHIND:
            self._remarks.left_behind(f"{self._path}()")
        if len(args) == 1 and not kwargs and isinstance(args[0], type | types.FunctionType):
            return args[0]  # used as a decorator, it returns the function unchanged
        return StandIn(f"{self._path}()", self._why, self._remarks)

    def __getitem__(self, key: Any) -> "StandIn":
        return StandIn(f"{self._path}[]", self._why, self._remarks)

    def __iter__(self) -> Iterator["StandIn"]:
        """Empty, except when it is unpacked: `figure, axes = plt.subplots()`."""
        return iter([StandIn(f"{self._path}[]", self._why, self._remarks) for _ in range(_wanted())])

    def __next__(self) -> "StandIn":
        raise StopIteration

    def __setattr__(self, name: str, value: Any) -> None:
        """Ignored, as is setting and deleting by key."""

    def __delattr__(self, name: str) -> None: ...

    def __setitem__(self, key: Any, value: Any) -> None: ...

    def __delitem__(self, key: Any) -> None: ...

    def __enter__(self) -> "StandIn":
        return self

    def __exit__(self, *raised: object) -> None: ...

    def __bool__(self) -> bool:
        return False  # for example torch.cuda.is_available()

    def __copy__(self) -> "StandIn":
        return self

    def __deepcopy__(self, memo: object) -> "StandIn":
        return self

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<{self._path}, which is not there>"

    def __format__(self, how: str) -> str:
        return repr(self)

    def __instancecheck__(self, value: object) -> bool:
        return False

    def __subclasscheck__(self, kind: type) -> bool:
        return False

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Used as a base class, it becomes a class that accepts any arguments and has any attribute."""
        first = next(base for base in bases if isinstance(base, StandIn))
        return (type("Base", (Base,), {"_stands_for": self}),) if first is self else ()


def _refuse(stand_in: StandIn, *args: Any, **kwargs: Any) -> Any:
    raise NotThere(stand_in._why)


for _name in VALUES.split():
    setattr(StandIn, f"__{_name}__", _refuse)


def _wanted() -> int:
    """The number of variables that the calling line unpacks the stand-in into; 0 if it does not unpack."""
    frame = sys._getframe(2)
    code, at = frame.f_code.co_code, frame.f_lasti
    if code[at] == dis.opmap["UNPACK_SEQUENCE"]:
        return code[at + 1]
    return code[at + 1] & 0xFF if code[at] == dis.opmap["UNPACK_EX"] else 0


class Base:
    """The base of a class that is derived from a stand-in."""

    _stands_for: StandIn

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __init_subclass__(cls, **kwargs: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stands_for, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._stands_for(*args, **kwargs)


class Bar:
    """Stands for a progress bar: iterates over the given iterable."""

    def __init__(self, iterable: Any = (), *args: Any, **kwargs: Any) -> None:
        self.iterable = kwargs.pop("iterable", iterable)
        self.n, self.total = 0, kwargs.get("total")

    def __iter__(self) -> Iterator[Any]:
        return iter(() if self.iterable is None else self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *raised: object) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._nothing

    def _nothing(self, *args: Any, **kwargs: Any) -> None:
        """update, set_description, write, close …"""

    write = pandas = staticmethod(lambda *args, **kwargs: None)


def bar_of_range(*args: Any, **kwargs: Any) -> Bar:
    """trange."""
    return Bar(range(*args))


def attribute(path: str, why: str, remarks: Remarks) -> Any:
    """The stand-in for a path in a package."""
    package, _, name = path.partition(".")
    last = name.rpartition(".")[2]
    if package == "tqdm" and last in BARS:
        return bar_of_range if "range" in last else Bar
    return StandIn(path, why, remarks)


class Module(types.ModuleType):
    """Stands for a package, or a module in it, that is not installed."""

    __version__ = "0"

    def __init__(self, name: str, why: str, remarks: Remarks) -> None:
        super().__init__(name)
        self._attribute = partial(attribute, why=why, remarks=remarks)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self._attribute(f"{self.__name__}.{name}")


class Finder:
    """An import finder for stand-ins, used after all other finders found nothing."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a package of PACKAGES if the hand-in's own code imports it and does not handle ImportError."""
        package = name.partition(".")[0]
        known = sys.modules.get(package)
        place = self.remarks.importer()
        if package not in PACKAGES or not (isinstance(known, Module) if known else place):
            return None
        if not known and place and place[1] in _guarded(self._tree(place[0])):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> Module:
        package = spec.name.partition(".")[0]
        place = self.remarks.importer()
        if place and package not in sys.modules:
            self._remark(package, place)
        said = f"; {place[0]} line {place[1]} imports it" if place else ""
        why = f"{package} is not there where hand-ins are graded{said}: compute this with NumPy"
        return Module(spec.name, why, self.remarks)

    def exec_module(self, module: types.ModuleType) -> None: ...

    def _remark(self, package: str, place: Place) -> None:
        """On each line that imports the package, in all of the hand-in; `place` has just been run."""
        places = {place}
        for name in self.remarks.files:
            tree = self._tree(name)
            guarded = _guarded(tree)
            places |= {(name, number) for number in _imports(tree, package) if number not in guarded}
        for one in sorted(places, key=lambda one: (one != place, one)):
            self.remarks.add(f"{package} is not on Autolab: remove {line(one)}")

    def _tree(self, name: str) -> ast.AST:
        try:
            return ast.parse(self.remarks.files.get(name, b"") if name.endswith(".py") else b"")
        except (
            SyntaxError,
            ValueError,
            RecursionError,
        ):  # a file that is never imported
            return ast.Module([], [])


def _imports(tree: ast.AST, package: str) -> Iterator[int]:
    """The lines that import a package."""
    for node in ast.walk(tree):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        if package in (name.partition(".")[0] for name in names):
            yield node.lineno  # type: ignore[attr-defined]


def _guarded(tree: ast.AST) -> set[int]:
    """The lines in a `try` block that handles a failed import."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and any(_expects(handler) for handler in node.handlers):
            lines |= set(range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1))
    return lines


def _expects(handler: ast.ExceptHandler) -> bool:
    kinds = [node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)] if handler.type else []
    return handler.type is None or bool(EXPECTED & set(kinds))


def debugger(remarks: Remarks) -> Module:
    """A stand-in for pdb, which would wait for input."""
    return Module("pdb", "a debugger has no values", remarks)


def stand_in_for_packages(remarks: Remarks) -> None:
    """Make missing packages of PACKAGES importable; their functions do nothing."""
    sys.meta_path.append(Finder(remarks))
