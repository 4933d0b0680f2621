"""Who may import whom, read off the source."""

import ast
import functools
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"mytorch", "classic_mlp", "autograd_mlp", "hw1", "autograder", "benchmarks", "commands", "cli"}
MAY_IMPORT = {
    "mytorch": {"numpy"},
    "classic_mlp": {"numpy"},
    "autograd_mlp": {"numpy", "mytorch"},
    "hw1": {"numpy", "matplotlib", "mytorch", "classic_mlp", "autograd_mlp"},
    "autograder": {"numpy", "torch", "click", "cli", "hw1", "mytorch", "classic_mlp", "autograd_mlp"},
    "benchmarks": {
        "numpy", "hw1", "mytorch", "classic_mlp", "autograd_mlp",
        "torch", "jax", "autograd", "mygrad", "sklearn", "threadpoolctl",
    },
    "commands": {"numpy", "click", "mytorch", "hw1", "classic_mlp", "autograder", "benchmarks"},
}  # fmt: skip
# Rooms with rules of their own; a room's files may import each other.
# What runs in the jail calls the hand-in by its names and knows none of ours.
HANDIN = {"mytorch", "hw1", "activation", "batchnorm", "linear", "loss", "mc"}
ROOMS = {
    "autograder/grading/inside": {"numpy"} | HANDIN,
    "autograder/grading/wire.py": {"numpy"},
    "autograder/grading/jail": {"numpy", "autograder"},
    "autograder/grading/parts/fall": {"numpy", "mytorch"},
    "autograder/grading/parts/spring": {"numpy", "linear", "batchnorm"},
}
ONLY_IN = {
    "matplotlib": ["hw1/plots.py"],
    "torch": [
        "autograder/crosscheck/programs/by_pytorch.py", "autograder/crosscheck/pytorch.py",
        "benchmarks/cold_pytorch.py", "benchmarks/systems/pytorch.py",
    ],
    "jax": ["benchmarks/systems/jax_jit.py"],
    "autograd": ["benchmarks/systems/hips_autograd.py"],
    "mygrad": ["benchmarks/systems/mygrad_tensors.py"],
    "sklearn": ["benchmarks/systems/scikit_learn.py"],
    "threadpoolctl": ["benchmarks/threads.py"],
}  # fmt: skip


@functools.cache
def modules(path):
    """The modules that a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
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
def test_what_stands_between_us_and_a_hand_in_imports_only_what_it_may(room):
    place = ROOT / room
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert files
    for path in files:
        beside = room.replace("/", ".") + "."
        foreign = {name.split(".")[0] for name in modules(path) if not name.startswith(beside)}
        assert foreign - sys.stdlib_module_names <= ROOMS[room], path


def test_every_package_is_installed():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    folders = {path.parent for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py")}
    packages = {folder.relative_to(ROOT).as_posix().replace("/", ".") for folder in folders}
    assert packages <= set(settings["packages"])


def test_every_package_has_its_rule():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} & OURS
    assert packages == set(MAY_IMPORT)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what belongs to the project is known to git")
def test_nothing_strange_is_kept_in_the_top_folder():
    """A test that writes where it should not leaves files there, which a commit may take along."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = [name for name in asked.stdout.decode().split("\0") if name and "/" not in name]
    assert "README.md" in files
    assert [name for name in files if not re.fullmatch(r"[\w.]*\.[a-z]+|LICENSE", name, re.ASCII)] == []


@pytest.mark.parametrize(("library", "homes"), ONLY_IN.items())
def test_some_libraries_are_known_in_a_few_files_only(library, homes):
    users = [
        str(path.relative_to(ROOT))
        for package in MAY_IMPORT
        for path in (ROOT / package).rglob("*.py")
        if library in imports(path)
    ]
    assert sorted(users) == homes
