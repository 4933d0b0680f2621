"""Grades a class: every hand-in of a folder in its own process; each result is saved at once.

The results folder has a complete file results/<name>.json for each graded hand-in, and at the end grades.csv
and problems.csv (see tables.py). A run that was stopped can be continued: a saved result is used if the
hand-in and the settings are the same.
"""

import contextlib
import hashlib
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.grading.attempt import seed_of, ungraded
from autograder.grading.grade_worker import grade_of, result_of
from autograder.grading.intake.entries import entries
from autograder.grading.locking import locked
from autograder.grading.result import Classroom
from autograder.grading.running.probe import check_layers
from autograder.grading.telling.grade_report import page, plain_line
from hw1.output import OutputError, create_folder, write_file
from hw1.places import ROOT
from hw1.threads import ONE_THREAD, cores

__all__ = ["Asked", "grade_class"]

WORKER = [sys.executable, "-m", "autograder.grading.grade_worker"]
_GRACE = 15.0  # seconds that a worker has in addition to the time limit, to start, read and report


@dataclass(frozen=True)
class Asked:
    """The settings of the grading. A saved result is used again only if all of them are the same."""

    term: str | None
    timeout: float
    problems: Sequence[str] | None
    isolation: str


def grade_class(
    folder: Path,
    out: Path | None,
    asked: Asked,
    *,
    seed: int | None = None,
    jobs: int | None = None,
    reports: bool = False,
    on_result: Callable[[str, dict[str, Any], float], object] = lambda name, result, share: None,
) -> Classroom:
    """Grade every hand-in in the folder (entries.py says what is one).

    out: the folder for the results; by default <folder>-grades, beside the folder.
    seed: the seed that the hand-ins' seeds are computed from; by default that of earlier results, or a new
        one.
    jobs: number of hand-ins graded at the same time; by default one for each core.
    reports: whether to write a page for each student, reports/<name>.html.
    on_result: called for each hand-in with its name, its result, and the share of hand-ins that are done.

    OutputError if results cannot be written, or if another run is writing them; IsolationError if this
    machine lacks a layer of the isolation that is asked for.
    """
    folder = folder.resolve()
    out = Path(out or folder.parent / f"{folder.name}-grades").resolve()
    names, skipped = entries(folder, out)
    if not names:
        raise OutputError(f"there are no hand-ins in the folder {plain_line(str(folder))!r}.")
    check_layers(asked.isolation)
    out = create_folder(out)
    with _only_run_in(out):
        seed = _class_seed(out, seed)
        results: dict[str, dict[str, Any]] = {}
        kept = 0
        todo: dict[str, dict[str, Any]] = {}
        for name in names:
            stamp = {
                "handin": name,
                "sha256": fingerprint(folder / name),
                "asked": {**asdict(asked), "seed": seed_of(seed, name)},
            }
            known = _known(out / "results" / f"{_file_name(name)}.json", stamp)
            if known is None:
                todo[name] = stamp
            else:
                kept += 1
                results[name] = known
                _write_report(out, name, known, reports)
                on_result(name, known, len(results) / len(names))
        with contextlib.closing(_grade_all(folder, todo, jobs or cores())) as graded:
            for name, result in graded:
                results[name] = {**todo[name], **result}
                content = json.dumps(results[name], indent=1).encode()
                write_file(out / "results" / f"{_file_name(name)}.json", content)
                _write_report(out, name, results[name], reports)
                on_result(name, results[name], len(results) / len(names))
    return Classroom(out, seed, {name: results[name] for name in names}, kept, skipped)


@contextlib.contextmanager
def _only_run_in(out: Path) -> Iterator[None]:
    """A lock on the results folder, which ends with the process in any case; temporary files are removed."""
    with open(out / ".lock", "wb") as lock:
        patience = time.monotonic() + 1  # a worker of a killed run may hold the lock a moment longer
        while not locked(lock):
            if time.monotonic() > patience:
                raise OutputError(
                    f"another run is grading into {plain_line(str(out))!r}. "
                    "Wait for it, or choose another folder with --out."
                )
            time.sleep(0.02)
        for part in ("results", "reports"):
            (out / part).mkdir(exist_ok=True)
        for left_overs in (".*.csv.*", ".class.json.*", "results/.*.json.*", "reports/.*.html.*"):
            for left_over in out.glob(left_overs):
                left_over.unlink()
        yield


def _class_seed(out: Path, given: int | None) -> int:
    """The given seed, else that of the results in the folder, else a new one. It is saved in the folder."""
    file = out / "class.json"
    if given is None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            given = int(json.loads(file.read_text("utf-8"))["seed"])
    seed = secrets.randbelow(2**32) if given is None else given
    write_file(file, json.dumps({"seed": seed}).encode())
    return seed


def fingerprint(path: Path) -> str | None:
    """The SHA-256 of a hand-in's bytes; of a folder, of its files' names and bytes. None if unreadable."""
    digest = hashlib.sha256()
    try:
        if not path.is_dir():
            return _hash_of(path)
        for folder, folders, files in os.walk(path):
            folders.sort()
            for name in sorted(files):
                file = Path(folder, name)
                digest.update(os.fsencode(file.relative_to(path)) + b"\0" + str(_hash_of(file)).encode())
    except OSError:
        return None
    return digest.hexdigest()


def _hash_of(file: Path) -> str | None:
    """The SHA-256 of a regular file; None for links, which are not followed, and for devices and pipes."""
    if file.is_symlink() or not file.is_file():
        return None
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _known(file: Path, stamp: dict[str, Any]) -> dict[str, Any] | None:
    """The saved result, if it is of the same hand-in with the same settings, and the grading ran."""
    try:
        result = json.loads(file.read_text("utf-8"))
        same = all(result[key] == value for key, value in json.loads(json.dumps(stamp)).items())
        same = same and stamp["sha256"] is not None and result["fault"] in ("", "hand-in")
        same = same and isinstance(result["warnings"], list)
        grade_of(result)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return result if same else None


def _file_name(name: str) -> str:
    """The hand-in's name if it is safe as a file name, else its safe characters and a digest."""
    if re.fullmatch(r"[\w@+-][\w.@+-]{0,119}", name, re.A):
        return name
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()
    return f"{re.sub(r'[^A-Za-z0-9_.@+-]+', '_', name)[:40].lstrip('.')}~{digest[:12]}"


def _write_report(out: Path, name: str, result: dict[str, Any], wanted: bool) -> None:
    if wanted:
        file = out / "reports" / f"{_file_name(name)}.html"
        write_file(file, page(grade_of(result), name, result["failure"], result["warnings"]).encode())


def _grade_all(
    folder: Path, todo: dict[str, dict[str, Any]], jobs: int
) -> Generator[tuple[str, dict[str, Any]], None, None]:
    """Yield each hand-in's name and result when it is graded. Closing the generator ends the workers."""
    running: set[subprocess.Popen[str]] = set()
    pool = ThreadPoolExecutor(jobs)
    waiting = {
        pool.submit(_grade_one, folder / name, stamp["asked"], running): name for name, stamp in todo.items()
    }
    try:
        for future in as_completed(waiting):
            yield waiting[future], future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(future.done() for future in waiting):
            for process in list(running):
                process.kill()
            time.sleep(0.02)


def _grade_one(path: Path, asked: dict[str, Any], running: set[subprocess.Popen[str]]) -> dict[str, Any]:
    """The result of one hand-in, from its own process. If the process fails, the grader is at fault."""
    search = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    complaint = ""
    try:
        with subprocess.Popen(
            WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env=os.environ | ONE_THREAD | {"PYTHONPATH": search},
            start_new_session=True,
        ) as process:
            running.add(process)
            try:
                job = json.dumps({"path": str(path), **asked}) + "\n"
                said, complaint = process.communicate(job, timeout=asked["timeout"] + _GRACE)
                return json.loads(said.splitlines()[-1])
            finally:
                process.kill()
                running.discard(process)
    except subprocess.TimeoutExpired:
        reason = f"gave no grade within {asked['timeout'] + _GRACE:g} s"
    except (IndexError, ValueError):
        reason = f"ended with exit code {process.returncode}"
    except OSError as error:
        reason = f"could not be started: {error.strerror}"
    reason = f"the grader failed, not the hand-in: it {reason}"
    return result_of(ungraded(asked["term"], asked["seed"], reason, "grader", complaint))
