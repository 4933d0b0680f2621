"""Tests that CONTRIBUTING.md describes the tree and the commands correctly."""

import re
import tomllib

import pytest

from hw1.places import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
MAP, WORDS = (re.search(rf"^## {name}\n(.*?)^## ", TEXT, re.M | re.S)[1] for name in ("A map", "Words"))


def rows(table):
    """The cells of a table, without its head."""
    lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines[2:]]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w./]+/[\w./]*)`", TEXT))))
def test_a_file_that_it_names_is_there(name):
    rooms = [ROOT, ROOT / "autograder/grading", ROOT / "autograder/crosscheck"]
    assert any((room / name).exists() for room in rooms)


def test_the_map_has_every_package():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    shown = {name.split("/")[0] for row in rows(MAP) for name in re.findall(r"`([\w./]+/)`", row[0])}
    assert packages <= shown


def test_the_map_has_every_room_of_the_grader():
    shown = set(re.findall(r"`(\w+)/`", MAP))
    assert {path.parent.name for path in (ROOT / "autograder/grading").glob("*/__init__.py")} <= shown


def test_the_glossary_is_short():
    words = rows(WORDS)
    assert all(len(row) == 2 and all(row) for row in words)
    assert 0 < len(words) <= 12


def test_the_makefile_has_the_commands_that_it_names():
    targets = set(re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"`make (\w+)`", TEXT)) == targets - {"help"}


def test_githubs_workflow_calls_what_a_change_must_pass():
    assert re.search(r"run: .*bash \.ci/run$", (ROOT / ".github/workflows/ci.yml").read_text("utf-8"), re.M)


def test_the_newest_version_of_the_changelog_is_the_packages():
    versions = re.findall(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert versions[0] == settings["project"]["version"]
    numbers = [[int(part) for part in version.split(".")] for version in versions]
    assert numbers == sorted(numbers, reverse=True)
