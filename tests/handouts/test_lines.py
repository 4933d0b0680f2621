"""The handouts' own lines, in a copy of the project: from any folder, with whichever python3, in .venv."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv

import pytest

from autograder.hw1_autograder.test import main
from cli import main as cli
from hw1.places import ROOT
from mytorch_twins import local

PARTS = ["autograder", "autograd_mlp", "benchmarks", "classic_mlp", "hw1", "mytorch", "mytorch_twins"]
SCRIPTS = {
    "python3 sandbox.py": ["sandbox.py"],
    "python3 cli.py": ["cli.py", "--help"],
    "python3 ./autograder/hw1_autograder/runner.py": ["autograder/hw1_autograder/runner.py", "--help"],
    "python3 ./autograder/hw1_autograder/test_mnist.py": [
        "autograder/hw1_autograder/test_mnist.py",
        "--help",
    ],
    "python3 autograder/hw1_autograder/test.py": ["autograder/hw1_autograder/test.py", "--help"],
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A copy of the project without its tests and data, in a folder whose path has a space."""
    copy = tmp_path_factory.mktemp("lines") / "a copy"
    copy.mkdir()
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("*.gz", "__pycache__"))
    for file in (*ROOT.glob("*.py"), *ROOT.glob("*.sh")):
        shutil.copy(file, copy)
    return copy


@pytest.fixture
def project(sources):
    """The copy, with neither a .venv nor a hand-in."""
    yield sources
    shutil.rmtree(sources / ".venv", ignore_errors=True)
    (sources / "handin.tar").unlink(missing_ok=True)


def shim(path, does):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return path


def run(*command, path=None, cwd=ROOT.parent):
    environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}"} if path else None
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


def without_packages(project, script):
    """As by a python3 that has none of the packages."""
    return run(sys.executable, "-S", "-B", project / script[0], *script[1:])


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_a_python_without_the_packages_goes_on_in_the_venv(project, script):
    shim(project / ".venv" / "bin" / "python", 'echo "in .venv: $*"')
    gone_on = without_packages(project, script)
    assert (gone_on.returncode, gone_on.stderr) == (0, "")
    assert gone_on.stdout == f"in .venv: {project}/{' '.join(script)}\n"


def test_what_goes_on_in_the_venv_does_its_work_there(project):
    shim(project / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    assert "a.grad = tensor(3.)" in without_packages(project, SCRIPTS["python3 sandbox.py"]).stdout


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_without_a_venv_one_line_says_how_to_make_it(project, script):
    failed = without_packages(project, script)
    assert (failed.returncode, failed.stdout, failed.stderr.count("\n")) == (1, "", 1)
    assert "lacks numpy" in failed.stderr
    assert f"in {project}: python3 -m venv .venv && .venv/bin/pip install -e ." in failed.stderr


def test_a_venv_without_the_packages_is_not_gone_to_for_ever(project):
    venv.create(project / ".venv", with_pip=False, symlinks=True)
    inside = project / ".venv" / "bin" / "python"
    for failed in (run(inside, project / "sandbox.py"), without_packages(project, ["sandbox.py"])):
        assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
        assert f"{inside} lacks numpy" in failed.stderr


def test_a_python_that_has_the_packages_stays(project):
    shim(project / ".venv" / "bin" / "python", "echo gone away")
    assert "a.grad = tensor(3.)" in run(sys.executable, project / "sandbox.py").stdout


@pytest.mark.parametrize(
    ("given", "term"),
    [([], "fall"), (["fall"], "fall"), (["spring"], "spring")],
    ids=["none", "fall", "spring"],
)
def test_the_hand_in_lands_beside_the_script_and_says_which_it_is(project, given, term):
    shim(project / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    made = run("sh", project / "create_tarball.sh", *given)
    assert made.returncode == 0, made.stderr
    mark = {"fall": "hw1/mnist.py", "spring": "hw1/mc.py"}[term]
    with tarfile.open(project / "handin.tar") as tar:
        assert mark in tar.getnames()
    said = "The hand-in of fall. For that of spring:  sh create_tarball.sh spring\n"
    assert made.stderr == ("" if given else said)


GRADING = [
    (["1"], "autograder/hw1_autograder/runner.py"),
    (["1", "spring"], "autograder/hw1_autograder/runner.py spring"),
    (["1", "--seed", "4"], "autograder/hw1_autograder/runner.py --seed 4"),
    (["m"], "autograder/hw1_autograder/test_mnist.py"),
]


@pytest.mark.parametrize("place", [".venv/bin/python", ".venv/Scripts/python.exe", "path/python3"])
def test_grade_sh_runs_both_graders_by_the_python_of_the_venv(project, tmp_path, place):
    python = tmp_path / "python3" if place.startswith("path") else project / place
    shim(python, 'echo "$(basename "$PWD"): $@"')
    for given, said in GRADING:
        graded = run(project / "grade.sh", *given, path=tmp_path)
        assert (graded.returncode, graded.stdout) == (0, f"a copy: {said}\n"), graded.stderr


@pytest.mark.parametrize("given", [[], ["x"]], ids=["nothing", "another letter"])
def test_grade_sh_says_how_it_is_used(project, given):
    refused = run(project / "grade.sh", *given)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "./grade.sh m" in refused.stderr


@pytest.mark.parametrize(("given", "term", "says"), [([], "fall", True), (["spring"], "spring", False)])
def test_the_runner_grades_fall_unless_told_and_says_so(monkeypatch, capsys, given, term, says):
    asked = []
    monkeypatch.setattr(local, "_grade", lambda *arguments: asked.append(arguments) or 0)
    with pytest.raises(SystemExit, match="0"):
        local.runner(given)
    assert asked[0][0] == term
    line = "The problems of fall. For those of spring, add the word: spring\n"
    assert capsys.readouterr().err == (line if says else "")


@pytest.mark.slow
def test_the_runners_last_line_is_the_scores(project):
    graded = run(
        sys.executable, project / "autograder/hw1_autograder/runner.py", "spring", "--unsafe", "--seed", "1"
    )
    assert graded.returncode == 0, graded.stderr
    *_, total, last = graded.stdout.splitlines()
    assert total == "Total score: 95/100"
    assert sum(json.loads(last)["scores"].values()) == 95


@pytest.mark.parametrize("hidden", ["8,6", ""], ids=["hidden layers", "the linear classifier"])
def test_the_statistics_run_leaves_four_plots_where_it_is_told(small_data, tmp_path, monkeypatch, hidden):
    monkeypatch.setattr("hw1.data.DATA_FOLDER", small_data)
    with pytest.raises(SystemExit, match="0"):
        main(["--outpath", str(tmp_path / "hw1"), "--epochs", "2", "--hidden", hidden])
    plots = {"train_loss.png", "train_error.png", "val_loss.png", "val_error.png"}
    assert plots <= set(os.listdir(tmp_path / "hw1"))


@pytest.mark.parametrize(("bn", "fits"), [(1, True), (2, False)])
def test_stats_without_hidden_layers_has_one_layer(small_data, tmp_path, capsys, bn, fits):
    out = ["--data", str(small_data), "--out", str(tmp_path / "out"), "--json"]
    with pytest.raises(SystemExit) as ended:
        cli(["stats", "--hidden", "", "--bn", str(bn), "--epochs", "2", "--mode", "both", *out])
    assert ended.value.code == (0 if fits else 2)
    if fits:
        figures = json.loads(capsys.readouterr().out)
        assert len(figures["hand_training_losses"]) == 2
        for name in ("training_losses", "training_errors", "validation_losses", "validation_errors"):
            assert figures[f"hand_{name}"] == figures[f"autograd_{name}"]
