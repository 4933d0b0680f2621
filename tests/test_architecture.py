"""Tests of the imports between packages, read from the source."""

import ast
import functools
import re
import subprocess
import sys
import tomllib

import pytest
from setuptools import find_namespace_packages

from hw1.places import ROOT

OURS = {"mytorch", "classic_mlp", "autograd_mlp", "hw1", "autograder", "benchmarks", "mytorch_twins", "cli"}
MAY_IMPORT = {
    "mytorch": {"numpy"},
    "classic_mlp": {"numpy"},
    "autograd_mlp": {"numpy", "mytorch"},
    "hw1": {"numpy", "matplotlib", "mytorch", "classic_mlp", "autograd_mlp"},
    "autograder": {"numpy", "torch", "click", "hw1", "mytorch", "classic_mlp", "autograd_mlp"},
    "benchmarks": {
        "numpy",
        "hw1",
        "mytorch",
        "classic_mlp",
        "autograd_mlp",
        "torch",
        "jax",
        "autograd",
        "mygrad",
        "sklearn",
        "threadpoolctl",
    },
    "mytorch_twins": {"numpy", "click", "mytorch", "hw1", "classic_mlp", "autograder", "benchmarks"},
}
INSTALLED = {"mytorch", "classic_mlp", "autograd_mlp", "hw1", "autograder", "mytorch_twins"}
# Rooms with rules of their own; a room's files may import each other.
# What runs in the jail calls the hand-in by its names and knows none of ours.
HANDIN = {"mytorch", "hw1", "activation", "batchnorm", "linear", "loss", "mc"}
ROOMS = {
    "mytorch/__main__.py": {"mytorch_twins"},  # a door, as the handouts' scripts are
    "autograder/hw1_autograder": {"click", "hw1", "mytorch_twins"},
    "autograder/grading/running/inside": {"numpy"} | HANDIN,
    "autograder/grading/running/wire.py": {"numpy"},
    "autograder/grading/running/jail": {"numpy", "autograder", "hw1"},
    "autograder/grading/judging/parts/fall": {"numpy", "mytorch"},
    "autograder/grading/judging/parts/spring": {"numpy", "linear", "batchnorm"},
}
LONGEST = 350
ONLY_IN = {
    "matplotlib": ["hw1/plots"],  # a room: any of its files
    "torch": [
        "autograder/crosscheck/later_pytorch.py",
        "autograder/crosscheck/programs/by_pytorch.py",
        "autograder/crosscheck/pytorch_oracle.py",
        "benchmarks/cold_pytorch.py",
        "benchmarks/systems/pytorch.py",
    ],
    "jax": ["benchmarks/systems/jax_jit.py"],
    "autograd": ["benchmarks/systems/hips_autograd.py"],
    "mygrad": ["benchmarks/systems/mygrad_tensors.py"],
    "sklearn": ["benchmarks/systems/scikit_learn.py"],
    "threadpoolctl": ["benchmarks/thread_limits.py"],
}


@functools.cache
def tree(path):
    return ast.parse(path.read_text("utf-8"))


@functools.cache
def modules(path):
    """The modules that a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found.add(node.module)
    return found


def imports(path):
    """The top-level packages of those modules."""
    return {name.split(".")[0] for name in modules(path)}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_it_may(package):
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    for path in files:
        if not any(path.is_relative_to(ROOT / room) for room in ROOMS):
            foreign = imports(path) - sys.stdlib_module_names - {package}
            assert foreign <= MAY_IMPORT[package], path


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room):
    place = ROOT / room
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert files
    for path in files:
        beside = room.replace("/", ".") + "."
        foreign = {name.split(".")[0] for name in modules(path) if not name.startswith(beside)}
        assert foreign - sys.stdlib_module_names <= ROOMS[room], path


# Files of one base name are the same thing in several rooms: a layer, its twin, its op and its function; what
# is asked of a hand-in, and what runs in the jail for it; the parts, named as the files that they replace.
SAME_THING = ("mytorch/", "classic_mlp/", "autograd_mlp/", "autograder/grading/judging/parts/")


def test_no_two_files_of_one_base_name_are_about_different_things():
    found = {}
    for package in MAY_IMPORT:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not (name.startswith(SAME_THING) or path.name.startswith(("__", "fall_", "spring_"))):
                found.setdefault(path.name, []).append(name)
    assert not {base: names for base, names in found.items() if len(names) > 1}
    lesson = {path.name for package in SAME_THING[:3] for path in (ROOT / package).rglob("*.py")}
    assert not found.keys() & lesson


def test_what_is_installed_has_no_name_that_another_project_could_have():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    found = set(find_namespace_packages(str(ROOT), **settings.pop("packages")["find"]))
    assert {name.split(".")[0] for name in found} == INSTALLED
    assert settings.keys() == {"package-data"}  # and no modules beside them
    folders = {path.parent for package in INSTALLED for path in (ROOT / package).rglob("*.py")}
    packages = {folder.relative_to(ROOT).as_posix().replace("/", ".") for folder in folders}
    # A folder that another commit had files in may be left in a checkout, empty.
    found = {name for name in found if any((ROOT / name.replace(".", "/")).glob("*.*"))}
    assert found == packages | {"autograder.hw1_autograder.data"}  # which holds no Python


def test_no_imports_go_in_a_circle():
    """Wherever in a file an import stands; that a package's own __init__.py runs first is not counted."""
    files = {_name_of(path): path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py")}
    files |= {"cli": ROOT / "cli.py"}
    graph = {name: _imported(path, files) for name, path in files.items()}
    assert _circles(graph) == []


def test_the_rooms_of_the_grader_import_each_other_one_way_only():
    room = re.compile(r"autograder\.grading\.\w+")
    files = {_name_of(path): path for path in (ROOT / "autograder/grading").rglob("*.py")}
    graph = {}
    for name, path in files.items():
        if here := room.match(name):
            others = {room.match(other)[0] for other in _imported(path, files) if room.match(other)}
            graph.setdefault(here[0], set()).update(others - {here[0]})
    rooms = ("intake", "running", "asking", "judging", "telling", "auditing")
    assert {f"autograder.grading.{name}" for name in rooms} <= graph.keys()
    assert _circles(graph) == []


def test_mytorch_s_layers_are_in_order():
    """Each is reached by what stands above it, and reaches nothing of that."""
    layers = ["autograd_engine", "ops", "autograd", "tensor", "nn", "optim"]
    files = {_name_of(path): path for path in (ROOT / "mytorch").rglob("*.py")}
    graph = {name: _imported(path, files) for name, path in files.items() if name != "mytorch"}
    for i, layer in enumerate(layers):
        above = {f"mytorch.{name}" for name in layers[i + 1 :]}
        for name in graph:
            if name == f"mytorch.{layer}" or name.startswith(f"mytorch.{layer}."):
                reached = {".".join(other.split(".")[:2]) for other in _reached(name, graph)}
                assert not reached & above, name


def test_what_draws_graphs_is_known_to_nothing_in_mytorch():
    """Only the package's face has it, which loads it when `mytorch.graph` is first used."""
    files = {_name_of(path): path for path in (ROOT / "mytorch").rglob("*.py")}
    rooms = {name for name in files if name == "mytorch.graphs" or name.startswith("mytorch.graphs.")}
    users = {name for name in files.keys() - rooms if _imported(files[name], files) & rooms}
    assert rooms
    assert users == {"mytorch"}


def _reached(name, graph):
    """What a module imports, and what that imports."""
    reached, todo = set(), [name]
    while todo:
        new = graph.get(todo.pop(), set()) - reached
        reached |= new
        todo += new
    return reached


def test_other_files_names_have_no_underscore():
    """Of mytorch's attributes: one that begins with an underscore is for the file that defines it."""
    foreign = []
    for path in (ROOT / "mytorch").rglob("*.py"):
        nodes = list(ast.walk(tree(path)))
        own = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        for node in nodes:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                own |= {part.id for part in parts if isinstance(part, ast.Name)}
                own |= {part.attr for part in parts if isinstance(part, ast.Attribute)}
        foreign += [
            f"{path.name}: {node.attr}"
            for node in nodes
            if isinstance(node, ast.Attribute) and re.match(r"_[^_]", node.attr) and node.attr not in own
        ]
    assert len(foreign) <= 10, foreign


def test_a_circle_would_be_found():
    graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": {"a"}, "e": {"a"}, "f": {"f"}}
    assert _circles(graph) == [["a", "b", "c", "d"], ["f"]]


def _name_of(path):
    """The dotted name of the module that a file is."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path, known):
    """The known modules that a file imports: of `from a import b`, a.b where that is one, and else a."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & known.keys()
            if not inner <= known.keys():
                found.add(node.module)
    return found & known.keys()


def _circles(graph):
    """The groups of modules each of which reaches each other; one that imports itself is a group."""
    reached = {name: set(after) for name, after in graph.items()}
    for middle in graph:
        for after in reached.values():
            if middle in after:
                after |= reached[middle]
    groups = {frozenset(b for b in reached[a] if a in reached[b]) for a in graph if a in reached[a]}
    return sorted(map(sorted, groups))


def test_no_file_is_too_long_to_be_read():
    long = [
        path.relative_to(ROOT).as_posix()
        for package in MAY_IMPORT
        for path in (ROOT / package).rglob("*.py")
        if path.read_text("utf-8").count("\n") > LONGEST
    ]
    assert long == []


def test_every_package_has_its_rule():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} & OURS
    assert packages == set(MAY_IMPORT)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what belongs to the project is known to git")
def test_nothing_strange_is_kept_in_the_top_folder():
    """A test that writes where it should not leaves files there, which a commit may take along."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = [name for name in asked.stdout.decode().split("\0") if name and "/" not in name]
    assert "README.md" in files
    usual = r"[\w.]*\.[a-z]+|LICENSE|Makefile|\.pre-commit-config\.yaml"
    assert [name for name in files if not re.fullmatch(usual, name, re.ASCII)] == []


@pytest.mark.parametrize(("library", "homes"), ONLY_IN.items())
def test_some_libraries_are_known_in_a_few_files_only(library, homes):
    users = {
        next((home for home in homes if path.is_relative_to(ROOT / home)), str(path.relative_to(ROOT)))
        for package in MAY_IMPORT
        for path in (ROOT / package).rglob("*.py")
        if library in imports(path)
    }
    assert sorted(users) == homes
