"""What deploy/build.py makes. That it works where it is to run, .ci/deployments.py tries."""

import importlib.util
import io
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile

import pytest

from hw1.places import ROOT

DEPLOY = ROOT / "deploy"
SCRIPTS = ["autolab/grade.sh", "gradescope/setup.sh", "gradescope/run_autograder"]


@pytest.fixture
def build(monkeypatch):
    """The module, with a wheel that is made at once."""
    spec = importlib.util.spec_from_file_location("deploy_build", DEPLOY / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "wheel", lambda: ("mytorch_twins-1-py3-none-any.whl", b"the wheel"))
    return module


def test_autolabs_tar_has_the_script_and_the_wheel_and_the_makefile_the_term(build):
    made = build.autolab("spring")
    assert set(made) == {"autograde.tar", "autograde-Makefile"}
    assert b"\nTERM = spring\n" in made["autograde-Makefile"]
    with tarfile.open(fileobj=io.BytesIO(made["autograde.tar"])) as tar:
        assert {entry.name: entry.mode for entry in tar} == {
            "autograde/grade.sh": 0o755,
            "autograde/mytorch_twins-1-py3-none-any.whl": 0o644,
        }
        assert tar.extractfile("autograde/mytorch_twins-1-py3-none-any.whl").read() == b"the wheel"


def test_gradescopes_zip_has_its_two_programs_at_the_top(build):
    made = build.gradescope("spring")
    with zipfile.ZipFile(io.BytesIO(made["autograder.zip"])) as archive:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
        assert modes == {
            "setup.sh": 0o755,
            "run_autograder": 0o755,
            "mytorch_twins-1-py3-none-any.whl": 0o644,
        }
        assert b"mytorch grade spring --handin" in archive.read("run_autograder")


@pytest.mark.parametrize("platform", ["autolab", "gradescope"])
def test_nothing_is_left_to_be_put_in(build, platform):
    for content in getattr(build, platform)("fall").values():
        assert b"@" not in content.replace(b"$@", b"").replace(b"\t@", b"")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_one_for_every_shell(name):
    assert (DEPLOY / name).read_text().startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", DEPLOY / name], check=True)


@pytest.mark.parametrize("name", ["autolab/Dockerfile", "gradescope/setup.sh"])
def test_what_the_package_needs_is_installed(name):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for needed in settings["project"]["dependencies"]:
        assert f"'{needed}'" in (DEPLOY / name).read_text("utf-8")


def test_wrong_usage_is_exit_code_2():
    done = subprocess.run([sys.executable, DEPLOY / "build.py", "canvas"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "canvas" in done.stderr


def test_what_git_does_not_know_is_not_shipped(build, monkeypatch, tmp_path):
    known = ["LICENSE", "README.md", "hw1/handin.py", "pyproject.toml"]
    for name in [*known, "hw1/never_added.py", "cli.py", "tests/test_one.py"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "pyproject.toml", tmp_path / name)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", *known, "cli.py", "tests"], cwd=tmp_path, check=True)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    assert sorted(build.known()) == known


def test_outside_a_checkout_one_line_says_so(build, monkeypatch, tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(
        build.BuildError, match=r"knows no pyproject.toml .*not a git repository.*Build from a checkout"
    ):
        build.known()


@pytest.mark.parametrize("taken", ["a", "b"])
def test_nothing_is_written_where_one_of_two_files_cannot_be(build, tmp_path, taken):
    (tmp_path / taken).mkdir()
    with pytest.raises(build.BuildError, match=f"{taken}: a folder of that name is there"):
        build.write(tmp_path, {"a": b"1", "b": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == [taken]
    build.write(tmp_path / "new/one", {"a": b"1", "b": b"2"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "new/one").iterdir()} == {
        "a": b"1",
        "b": b"2",
    }
    with pytest.raises(build.BuildError, match="new/one/a: a file of that name is there"):
        build.write(tmp_path / "new/one/a", {"a": b"1"})


def test_the_last_error_of_pip_is_the_reason(build):
    said = "  error: a-subprocess-failed\n      ERROR: No versions\n      ERROR: No match.\n\nnote: pip\n"
    assert build.reason_of(said) == "No match"
    assert build.reason_of("fatal: not a git repository\n") == "not a git repository"
    assert build.reason_of("a\nb\n") == "b"
    assert build.reason_of("") == ""


@pytest.mark.slow
def test_the_same_checkout_gives_the_same_bytes_whatever_the_users_mask(tmp_path):
    made = []
    for mask in (0o022, 0o077):
        out = tmp_path / str(mask)
        command = [sys.executable, DEPLOY / "build.py", "gradescope", "--out", out]
        subprocess.run(command, check=True, capture_output=True, umask=mask)
        made.append((out / "autograder.zip").read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as archive:
        (wheel,) = [name for name in archive.namelist() if name.endswith(".whl")]
        with zipfile.ZipFile(io.BytesIO(archive.read(wheel))) as package:
            tops = {name.split("/")[0] for name in package.namelist()}
    assert not tops & {"cli.py", "deploy", "tests", "docs", ".ci"}
    assert {"autograder", "classic_mlp", "mytorch", "mytorch_twins"} <= tops
