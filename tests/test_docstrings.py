"""The examples in docstrings run, and every public name has one."""

import ast
import builtins
import dataclasses
import doctest
import importlib
import inspect
import pkgutil
import textwrap

import numpy as np
import pytest

import autograd_mlp
import classic_mlp
import mytorch
from hw1.places import ROOT

PACKAGES = (mytorch, classic_mlp, autograd_mlp)
# Where users find what they import. The `__all__` of any other module is for the files of its own package.
FOR_USERS = {
    "autograd_mlp",
    "classic_mlp",
    "mytorch",
    "mytorch.autograd",
    "mytorch.autograd.functional",
    "mytorch.graphs",
    "mytorch.nn",
    "mytorch.nn.functional",
    "mytorch.nn.init",
    "mytorch.nn.utils",
    "mytorch.nn.utils.rnn",
    "mytorch.optim",
    "mytorch.optim.lr_scheduler",
    "mytorch.serialization",
    "mytorch.utils.data",
}
SHOWN_BY_THE_CLASS = ("autograd_mlp.", "classic_mlp.", "mytorch.nn.", "mytorch.optim.", "mytorch.utils.")
# Packages that wait to be covered: each name is to be moved up, with an example for all that is in it.
NOT_YET: set[str] = set()


def modules():
    """Every module of the three packages by its name, but for the one that is a program."""
    names = [package.__name__ for package in PACKAGES]
    for package in PACKAGES:
        names += [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    return {name: importlib.import_module(name) for name in names if not name.endswith("__main__")}


MODULES = modules()


def has_example(obj):
    return ">>> " in (inspect.getdoc(obj) or "")


def is_left_out(module):
    """Whether a module is none of ours, or waits among NOT_YET."""
    is_ours = module.split(".")[0] in {package.__name__ for package in PACKAGES}
    return not is_ours or any(module == waits or module.startswith(f"{waits}.") for waits in NOT_YET)


def is_an_op(obj):
    """Whether it is an op, as Add: what users call is its function, which has the example."""
    return inspect.isclass(obj) and issubclass(obj, mytorch.Function) and obj is not mytorch.Function


def public_functions_and_classes():
    """What users import, by its full name."""
    found = {}
    for place in sorted(FOR_USERS):
        for name in MODULES[place].__all__:
            obj = getattr(MODULES[place], name)
            obj = getattr(obj, "tensor", obj) if name == "tensor" else obj  # the module that can be called
            if (inspect.isclass(obj) or inspect.isroutine(obj)) and not (
                is_left_out(obj.__module__) or is_an_op(obj)
            ):
                found.setdefault(obj, f"{place}.{name}")
    return {name: obj for obj, name in found.items()}


def public_methods(cls):
    """The methods and properties of a class and of the classes of ours that it is made of."""
    for base in cls.__mro__:
        if is_left_out(base.__module__):
            continue
        for name, member in vars(base).items():
            member = getattr(member, "__func__", member)  # of a static method or a class method
            if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                yield name, member


def is_exempt(cls, name):
    """Methods that a docstring elsewhere shows at work.

    Those which are a function of mytorch too are shown there: `x.exp()` is `mytorch.exp(x)`. The parts of a
    Function are shown together, by the example of the class; so are those of layers, networks and what else
    is in SHOWN_BY_THE_CLASS.
    """
    function = getattr(mytorch, name, None)
    by_its_class = cls is mytorch.Function or cls.__module__.startswith(SHOWN_BY_THE_CLASS)
    return by_its_class or (inspect.isfunction(function) and has_example(function))


def without_example():
    missing = []
    for full_name, obj in public_functions_and_classes().items():
        if not has_example(obj):
            missing.append(full_name)
        if inspect.isclass(obj):
            missing += [
                f"{full_name}.{name}"
                for name, member in public_methods(obj)
                if not (is_exempt(obj, name) or has_example(member))
            ]
    return sorted(missing)


def errors_raised(function):
    """The errors that the function's own lines raise."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    names = {error.func.id for error in raised if isinstance(error, ast.Call) and hasattr(error.func, "id")}
    # NotImplementedError stands where a subclass writes the method.
    return {name for name in names if name.endswith("Error")} - {"NotImplementedError"}


def errors_not_named():
    """What a function, method or property raises, and its docstring does not say."""
    missing = []
    for full_name, obj in public_functions_and_classes().items():
        documented = [(full_name, obj, obj)]
        if inspect.isclass(obj):
            init = "__post_init__" if dataclasses.is_dataclass(obj) else "__init__"
            first = vars(obj).get(init)
            own = first is not None and not is_left_out(first.__module__)  # a Protocol's is Python's
            documented = [(full_name, obj, first)] if own else []
            documented += [(f"{full_name}.{name}", member, member) for name, member in public_methods(obj)]
        for name, documented_by, code in documented:
            said = inspect.getdoc(documented_by) or ""
            if inspect.isclass(obj) and obj.__module__.startswith(SHOWN_BY_THE_CLASS):
                said += inspect.getdoc(obj) or ""
            parts = [code.fget, code.fset] if isinstance(code, property) else [code]
            raised = {error for part in parts if part is not None for error in errors_raised(part)}
            missing += [f"{name}: {error}" for error in raised if error not in said]
    return sorted(missing)


def examples(module):
    """The doctests of a module, one for each docstring with an example.

    They see what a user has imported, but no name that hides one of Python's own, as `sum` would.
    """
    names = {package.__name__: package for package in PACKAGES} | {"np": np}
    public = [name for name in getattr(module, "__all__", ()) if not hasattr(builtins, name)]
    names |= {name: getattr(module, name) for name in public}
    return [test for test in doctest.DocTestFinder().find(module, globs=names) if test.examples]


EXAMPLES = {name: examples(module) for name, module in MODULES.items() if not is_left_out(name)}


def complaints_about(example):
    """What doctest says of an example; the generator and the default dtype are afterwards as before."""
    state, dtype = np.random.get_state(), mytorch.get_default_dtype()  # noqa: NPY002 (the course's generator)
    told = []
    try:
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False).run(example, out=told.append)
    finally:
        np.random.set_state(state)  # noqa: NPY002 (the course's generator)
        mytorch.set_default_dtype(dtype)
    return "".join(told)


@pytest.mark.parametrize("module", [name for name, found in EXAMPLES.items() if found])
def test_the_examples_give_what_their_docstrings_say(module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # save() writes a file
    assert [complaint for example in EXAMPLES[module] if (complaint := complaints_about(example))] == []


def test_every_public_function_class_and_method_has_an_example():
    assert without_example() == []


def test_a_docstring_names_every_error_that_its_function_raises():
    assert errors_not_named() == []


def test_no_package_for_users_is_forgotten():
    """A package that comes new is either covered or waits to be."""
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in PACKAGES
        for path in (ROOT / package.__name__).rglob("__init__.py")
    }
    internal = {"mytorch.ops", "mytorch.autograd.derivatives", "mytorch.utils", "mytorch.nn.functions"}
    internal.add("mytorch.graphs.layout")
    assert packages - internal <= FOR_USERS | NOT_YET
    assert not FOR_USERS & NOT_YET


def test_a_function_without_an_example_is_found(monkeypatch):
    monkeypatch.setattr(mytorch.exp, "__doc__", "e to the power of x.")
    assert without_example() == ["mytorch.Tensor.exp", "mytorch.exp"]


def test_an_example_with_another_result_is_found(monkeypatch):
    monkeypatch.setattr(mytorch.neg, "__doc__", mytorch.neg.__doc__.replace("-1.", "+1."))
    (example,) = [found for found in examples(mytorch.functions) if found.name == "mytorch.functions.neg"]
    assert "Expected:" in complaints_about(example)


def test_an_error_that_a_docstring_does_not_name_is_found(monkeypatch):
    monkeypatch.setattr(mytorch.from_numpy, "__doc__", "A constant with a copy of an array.")
    assert errors_not_named() == ["mytorch.from_numpy: TypeError"]
