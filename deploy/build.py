"""Builds what Autolab or Gradescope takes:  python deploy/build.py autolab|gradescope [--term fall] [--out .]

    autolab     autograde.tar and autograde-Makefile, for the assessment's folder (deploy/autolab/README.md)
    gradescope  autograder.zip, to be uploaded (deploy/gradescope/README.md)

Each carries a wheel made from this checkout, and the scripts beside this file with the term put in. The same
checkout gives the same bytes. Exit code 0: built. 1: it cannot be. 2: wrong usage.
"""

import argparse
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
EPOCH = "315532800"  # seconds from 1970 to 1980, before which a zip knows no time


def main() -> None:
    """Build for one platform, and name the files."""
    parser = argparse.ArgumentParser(description="Build what Autolab or Gradescope takes.")
    parser.add_argument("platform", choices=["autolab", "gradescope"])
    parser.add_argument("--term", choices=["spring", "fall"], default="fall", help="default: fall")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder to write to; default: dist")
    asked = parser.parse_args()
    os.umask(0o022)  # whatever it is here: the modes of files are in the wheel
    try:
        asked.out.mkdir(parents=True, exist_ok=True)
        build = autolab if asked.platform == "autolab" else gradescope
        for name, content in build(asked.term).items():
            (asked.out / name).write_bytes(content)
            print(asked.out / name)
    except OSError as error:
        sys.exit(f"Error: {error.filename}: {error.strerror}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"Error: no wheel can be built: {error.stderr.strip().splitlines()[-1]}")


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
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    tops = sorted({name.split(".")[0] for name in settings["packages"]})
    files = [path for top in tops for path in (ROOT / top).rglob("*") if "__pycache__" not in path.parts]
    files += [ROOT / f"{name}.py" for name in settings["py-modules"]]
    files += [ROOT / name for name in ("pyproject.toml", "README.md", "LICENSE")]
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "source"), Path(folder, "out")
        for path in files:
            if path.is_file():
                copy = source / path.relative_to(ROOT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
                copy.chmod(DATA)  # whatever it is in the checkout
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", out, source],
            check=True, capture_output=True, text=True, env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
        )  # fmt: skip
        (built,) = out.iterdir()
        return built.name, built.read_bytes()


if __name__ == "__main__":
    main()
