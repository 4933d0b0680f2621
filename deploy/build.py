"""Builds the package for Autolab or Gradescope:  python deploy/build.py autolab|gradescope [--term fall]
[--out .]

    autolab     autograde.tar and autograde-Makefile, for the assessment's folder (deploy/autolab/README.md)
    gradescope  autograder.zip, to be uploaded (deploy/gradescope/README.md)

Each contains a wheel of this checkout's present files that git tracks, and the scripts beside this file with
the term inserted. The same checkout gives the same bytes. Exit code 0: built. 1: it cannot be built, and
nothing is written. 2: wrong usage.
"""

import argparse
import errno
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TERM = b"@TERM@"  # stands in a script for the term
PROGRAM, DATA = 0o755, 0o644
EPOCH = "315532800"  # seconds from 1970 to 1980, the earliest time in a zip


class BuildError(Exception):
    """Nothing is built. The message says why in one line."""


def main() -> None:
    """Build for one platform, and name the files."""
    parser = argparse.ArgumentParser(description="Build what Autolab or Gradescope takes.")
    parser.add_argument("platform", choices=["autolab", "gradescope"])
    parser.add_argument("--term", choices=["spring", "fall"], default="fall", help="default: fall")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder to write to; default: dist")
    asked = parser.parse_args()
    os.umask(0o022)  # whatever it is here: the modes of files are in the wheel
    try:
        files = (autolab if asked.platform == "autolab" else gradescope)(asked.term)
        write(asked.out, files)
    except BuildError as error:
        sys.exit(f"Error: {error}")
    for name in files:
        print(asked.out / name)


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files or none: each is complete in a temporary folder before the first one is renamed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".build-", dir=folder) as aside:
            for name, content in files.items():
                Path(aside, name).write_bytes(content)
                if (folder / name).is_dir():
                    raise IsADirectoryError(errno.EISDIR, "a folder of that name is there", folder / name)
            for name in files:
                os.replace(Path(aside, name), folder / name)
    except OSError as error:
        reason = "a file of that name is there" if isinstance(error, FileExistsError) else error.strerror
        raise BuildError(
            f"cannot write to {error.filename}: {reason}. Choose another folder with --out."
        ) from None


def autolab(term: str) -> dict[str, bytes]:
    """The tar, with a folder autograde/ in it, and the Makefile that unpacks it."""
    name, content = wheel()
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, mode, data in (
            ("autograde/grade.sh", PROGRAM, script("autolab/grade.sh", term)),
            (f"autograde/{name}", DATA, content),
        ):
            entry = tarfile.TarInfo(path)
            entry.mode, entry.size, entry.mtime = mode, len(data), int(EPOCH)
            archive.addfile(entry, io.BytesIO(data))
    return {"autograde.tar": tar.getvalue(), "autograde-Makefile": script("autolab/Makefile", term)}


def gradescope(term: str) -> dict[str, bytes]:
    """The zip, whose two scripts are at its top."""
    name, content = wheel()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, mode, data in (
            ("setup.sh", PROGRAM, script("gradescope/setup.sh", term)),
            ("run_autograder", PROGRAM, script("gradescope/run_autograder", term)),
            (name, DATA, content),
        ):
            entry = zipfile.ZipInfo(path)  # of 1980, if nothing else is said
            entry.create_system, entry.external_attr = 3, (0o100000 | mode) << 16  # a regular file of Unix
            archive.writestr(entry, data)
    return {"autograder.zip": packed.getvalue()}


def script(path: str, term: str) -> bytes:
    """A file beside this one, with the term put in."""
    return (HERE / path).read_bytes().replace(b"\r\n", b"\n").replace(TERM, term.encode())


def wheel() -> tuple[str, bytes]:
    """The name and the bytes of the package's wheel, built from a copy that holds nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "source"), Path(folder, "out")
        for name in known():
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(ROOT / name, copy)
            except OSError as error:
                raise BuildError(
                    f"cannot read {name}, which git knows: {error.strerror}. "
                    "Restore it, or remove it from git too."
                ) from None
            copy.chmod(DATA)  # whatever it is in the checkout
        command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(out), str(source)]
        done = subprocess.run(
            command, capture_output=True, text=True, env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
        )
        if done.returncode:
            raise BuildError(
                f"pip makes no wheel: {reason_of(done.stderr)}. "
                "It fetches setuptools from the package index: is the network there?"
            )
        (built,) = out.iterdir()
        return built.name, built.read_bytes()


def known() -> list[str]:
    """The packages' files that git tracks, so that no other file is included."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    wanted = sorted({name.split(".")[0] for name in settings["packages"]["find"]["include"]})
    wanted += ["pyproject.toml", "README.md", "LICENSE"]
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--", *wanted], cwd=ROOT, capture_output=True, text=True
        )
    except FileNotFoundError:
        raise BuildError("git is not there, which knows what belongs to the package. Install git.") from None
    names = [name for name in listed.stdout.split("\0") if name]
    if "pyproject.toml" not in names:
        raise BuildError(
            f"git knows no pyproject.toml in {ROOT}{': ' * bool(listed.stderr)}{reason_of(listed.stderr)}. "
            "Build from a checkout of the project."
        )
    return names


def reason_of(said: str) -> str:
    """The line of a program's errors that says why: its last error, or else its last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR: ", "fatal: "))]
    return ([""] + lines[-1:] + errors[-1:])[-1].removeprefix("ERROR: ").removeprefix("fatal: ").rstrip(".")


if __name__ == "__main__":
    main()
