"""Writes what docs/teaching.md shows of a graded class:  python -m tests.docs.failed_handin

The class has three hand-ins: alice's with four bugs from tests/corpora, bob's with one, and a file that is
none. tests/docs/test_failed_handin.py fails if the grader now says something else than the files in
docs/teaching.
"""

import io
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from autograder.grading.auditing.corpora import cases, edited
from hw1.places import ROOT

FOLDER = ROOT / "docs" / "teaching"
CLASS = {
    "alice": [
        "bn_missing_mean_path",
        "sigmoid_derivative_of_output",
        "mlp_no_momentum_for_biases",
        "stats_no_step",
    ],
    "bob": ["bn_missing_mean_path"],
}


def write_handins(folder: Path) -> None:
    bugs = {case.name: case for case in cases("spring", "bugs")}
    for student, (first, *more) in CLASS.items():
        files = bugs[first].files
        for name in more:
            files = edited(files, bugs[name].edits, name)
        with tarfile.open(folder / f"{student}.tar", "w") as tar:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    (folder / "carol.rar").write_bytes(b"Rar!\x1a\x07\x00")


def said(folder: Path, *arguments: str) -> str:
    """What the command prints; a time is always 4.0 s. The bugs are our own, so they need no isolation."""
    command = [sys.executable, str(ROOT / "cli.py"), *arguments, "--seed", "2020", "--unsafe"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    text = re.sub(r"^graded  .*\n", "", run.stdout, flags=re.M)  # the progress
    text = text.replace(f"{sys.executable} {ROOT / 'cli.py'}", "python cli.py").replace(" --unsafe", "")
    return without_times(text.replace(f"{folder}/", ""))


def without_times(text: str) -> str:
    return re.sub(r"\d+\.\d s\b", "4.0 s", text)


def shown() -> dict[str, str]:
    """The name and the content of each file in docs/teaching."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        (folder / "handins").mkdir()
        write_handins(folder / "handins")
        (folder / "alice.tar").write_bytes((folder / "handins" / "alice.tar").read_bytes())
        one = said(folder, "grade", "spring", "--handin", "alice.tar", "--report", "alice.html")
        page = without_times((folder / "alice.html").read_text("utf-8"))
        every = said(folder, "grade-all", "handins/", "--jobs", "1")
    return {"failed-hand-in.txt": one, "failed-hand-in.html": page, "class.txt": every}


if __name__ == "__main__":
    for name, text in shown().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(FOLDER / name)
