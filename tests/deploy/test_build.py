"""What deploy/build.py makes. That it works where it is to run, .ci/deployments.py tries."""

import importlib.util
import io
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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
            "autograde/grade.sh": 0o755, "autograde/mytorch_twins-1-py3-none-any.whl": 0o644,
        }  # fmt: skip
        assert tar.extractfile("autograde/mytorch_twins-1-py3-none-any.whl").read() == b"the wheel"


def test_gradescopes_zip_has_its_two_programs_at_the_top(build):
    made = build.gradescope("spring")
    with zipfile.ZipFile(io.BytesIO(made["autograder.zip"])) as archive:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
        assert modes == {
            "setup.sh": 0o755, "run_autograder": 0o755, "mytorch_twins-1-py3-none-any.whl": 0o644,
        }  # fmt: skip
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
    assert not tops & {"deploy", "tests", "docs", ".ci"}
    assert {"cli.py", "autograder", "classic_mlp", "mytorch"} <= tops
