"""Tests of grading a class: a faulty hand-in affects no other, and no result is lost or computed twice."""

import csv
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.grading import classroom
from autograder.grading.attempt import seed_of
from autograder.grading.classroom import Asked, fingerprint, grade_class
from autograder.grading.running.isolation import IsolationError
from autograder.grading.telling.tables import cause_of, cell, problems, summary, write_tables
from hw1.output import OutputError
from hw1.places import ROOT

ASKED = Asked(term="fall", timeout=1.0, problems=None, isolation="none")
# Gives the answer that the file's name asks for, and writes a line to a log for each job.
WORKER = """
import json, os, sys, time
job = json.loads(sys.stdin.readline())
name = os.path.basename(job["path"])
with open(sys.argv[1], "a") as log:
    log.write(f"{os.getpid()} {job['seed']}\\n")
if "hang" in name: time.sleep(60)
if "die" in name: os.kill(os.getpid(), 9)
if "mumble" in name: print("{"); sys.exit(3)
if "slow" in name: time.sleep(0.3)
points = 0 if "wrong" in name else 5
said = "" if points else f"got {job['seed']}, expected 1\\nnumbers"
if "raises" in name: points, said = 0, f"f raised NameError: no x (hw1/hw1.py:{name[-1]})"
relu = dict(problem="relu", name="relu", points=points * 2, max_points=10, message=said)
relu["hypothesis"] = "raised" if "raises" in name else None
term = "spring" if "spring" in name else "fall"
warnings = ["skipped mytorch/data.npz: 30 MB"] if "warned" in name else []
linear = dict(problem="linear", name="linear", points=5, max_points=5, message="", hypothesis=None)
failure = "not a tar" if "broken" in name else None
print(json.dumps({
    "term": term, "seed": job["seed"], "seconds": 0.1, "verdicts": [] if failure else [linear, relu],
    "scores": {} if failure else {"linear": 5, "relu": points * 2}, "total": 0 if failure else 5 + points * 2,
    "max": 15, "diagnoses": {} if points else {"relu": [said.split("\\n")[0]]}, "failure": failure,
    "fault": "hand-in" if failure else "", "details": "", "remarks": [],
    "warnings": warnings,
}))
"""


class Room:
    """A folder of hand-ins, and a worker that answers as their names say."""

    def __init__(self, folder):
        self.folder, self.out, self.log = folder / "class", folder / "out", folder / "log"
        self.folder.mkdir()
        (folder / "worker.py").write_text(WORKER)
        self.worker = [sys.executable, str(folder / "worker.py"), str(self.log)]

    def hand_in(self, *names):
        for name in names:
            (self.folder / name).write_bytes(b"\x1f\x8b" + os.fsencode(name))  # begins as a gzip file does

    def grade(self, asked=ASKED, **options):
        return grade_class(self.folder, self.out, asked, **{"jobs": 4, **options})

    @property
    def jobs(self):
        """How many jobs the worker has taken so far."""
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def rows(self, name):
        with open(self.out / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def room(tmp_path, monkeypatch):
    room = Room(tmp_path)
    monkeypatch.setattr(classroom, "WORKER", room.worker)
    monkeypatch.setattr(classroom, "_GRACE", 0.5)
    return room


@pytest.mark.slow
def test_a_grader_that_hangs_or_crashes_gives_no_grade_and_the_others_theirs(room):
    room.hand_in("a.tar", "hang", "die", "mumble", "broken", "wrong", "z.tar")
    graded = room.grade()
    assert {name: result["total"] for name, result in graded.results.items()} == {
        "a.tar": 15,
        "broken": 0,
        "die": None,
        "hang": None,
        "mumble": None,
        "wrong": 5,
        "z.tar": 15,
    }
    assert graded.broken == ["die", "hang", "mumble"]
    failures = {name: result["failure"] for name, result in graded.results.items()}
    assert failures["hang"] == "the grader failed, not the hand-in: it gave no grade within 1.5 s"
    assert failures["die"] == "the grader failed, not the hand-in: it ended with exit code -9"
    assert failures["broken"] == "not a tar"


def test_a_result_is_kept_as_soon_as_it_is_there(room):
    room.hand_in("a.tar", "slow")
    seen = []

    def look(name, result, share):
        kept = json.loads((room.out / "results" / f"{name}.json").read_text())
        seen.append((name, share, kept["total"], kept["handin"]))

    room.grade(on_result=look)
    assert seen == [("a.tar", 0.5, 15, "a.tar"), ("slow", 1, 15, "slow")]


def test_a_second_run_does_nothing_again_and_has_the_same_tables(room):
    room.hand_in("a.tar", "wrong", "broken")
    write_tables(room.grade())
    grades = (room.out / "grades.csv").read_text()
    again = room.grade()
    write_tables(again)
    assert (room.jobs, again.kept) == (3, 3)
    assert (room.out / "grades.csv").read_text() == grades


CHANGES = [
    pytest.param({}, {}, 0, id="nothing"),
    pytest.param({"timeout": 2.0}, {}, 2, id="the time limit"),
    pytest.param({"problems": ["relu"]}, {}, 2, id="the problems"),
    pytest.param({"term": "spring"}, {}, 2, id="the term"),
    pytest.param({}, {"seed": 2}, 2, id="the seed"),
    pytest.param({}, {"jobs": 1}, 0, id="how many at a time"),
]


@pytest.mark.parametrize(("asked", "options", "more"), CHANGES)
def test_what_was_asked_differently_is_graded_again(room, asked, options, more):
    room.hand_in("a.tar", "b.tar")
    room.grade(seed=1)
    room.grade(Asked(**{**ASKED.__dict__, **asked}), **{"seed": 1, **options})
    assert room.jobs == 2 + more


def test_a_hand_in_that_changed_is_graded_again(room):
    room.hand_in("a.tar", "b.tar")
    (room.folder / "c").mkdir()
    (room.folder / "c" / "deep.py").write_text("1")
    room.grade()
    (room.folder / "a.tar").write_bytes(b"\x1f\x8bnew")
    (room.folder / "c" / "deep.py").write_text("2")
    assert (room.grade().kept, room.jobs) == (1, 5)


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"handin": "a.tar"}'])
def test_a_result_that_was_damaged_is_graded_again(room, damage):
    room.hand_in("a.tar")
    room.grade()
    (room.out / "results" / "a.tar.json").write_text(damage)
    assert room.grade().results["a.tar"]["total"] == 15
    assert room.jobs == 2


def test_what_the_grader_failed_on_is_tried_again(room):
    room.hand_in("die")
    room.grade()
    room.grade()
    assert room.jobs == 2


RUN = """
import sys
from pathlib import Path
from autograder.grading import classroom
classroom.WORKER = sys.argv[3:]
asked = classroom.Asked("fall", 30.0, None, "none")
classroom.grade_class(Path(sys.argv[1]), Path(sys.argv[2]), asked, jobs=2)
"""


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def running(log):
    """The workers that are still there."""
    return [line for line in log.read_text().splitlines() if Path("/proc", line.split()[0]).exists()]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_where_it_was(room, how):
    room.hand_in(*(f"slow-{i}" for i in range(6)))
    command = [sys.executable, "-c", RUN, str(room.folder), str(room.out), *room.worker]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as run:
        wait_until(lambda: list(room.out.glob("results/slow-*")))
        run.send_signal(how)
        assert run.wait(10) != 0
    kept = len(list(room.out.glob("results/slow-*")))
    assert kept < 6
    (room.out / "results" / ".slow-9.json.4711").write_text("a left-over")
    graded = room.grade(Asked("fall", 30.0, None, "none"))
    assert (graded.kept, len(graded.results)) == (kept, 6)
    assert sorted(os.listdir(room.out / "results")) == [f"slow-{i}.json" for i in range(6)]


def test_an_interruption_ends_the_workers(room):
    room.hand_in("a.tar", "hang-1", "hang-2")

    def interrupt(*news):
        wait_until(lambda: room.jobs == 3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        room.grade(Asked("fall", 30.0, None, "none"), on_result=interrupt)
    assert running(room.log) == []


def test_two_runs_in_one_folder_are_refused(room):
    room.hand_in("a.tar")
    room.out.mkdir()
    with open(room.out / ".lock", "wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="another run"):
            room.grade()
    room.grade()


def test_a_machine_that_cannot_isolate_is_named_before_any_work(room, monkeypatch):
    room.hand_in("a.tar")
    monkeypatch.setattr("autograder.grading.running.probe._tried_apart", lambda name: ["user namespaces"])
    with pytest.raises(IsolationError, match="user namespaces"):
        room.grade(Asked("fall", 1.0, None, "full"))
    assert room.jobs == 0


def test_a_folder_without_hand_ins_is_an_error(room):
    (room.folder / ".hidden").touch()
    with pytest.raises(OutputError, match="no hand-ins"):
        room.grade()


@pytest.mark.parametrize("where", ["out", "deep/out"])
def test_results_inside_the_folder_are_no_hand_in(room, where):
    room.hand_in("a.tar")
    for _ in range(2):
        assert list(grade_class(room.folder, room.folder / where, ASKED).results) == ["a.tar"]


def test_results_stand_beside_the_folder_unless_asked(room):
    room.hand_in("a.tar")
    assert grade_class(room.folder, None, ASKED).out == room.folder.parent / "class-grades"


def test_every_seed_follows_from_the_class_seed(room):
    room.hand_in("a.tar", "b.tar")
    graded = room.grade(seed=7)
    seeds = {name: result["seed"] for name, result in graded.results.items()}
    assert seeds == {"a.tar": seed_of(7, "a.tar"), "b.tar": seed_of(7, "b.tar")}
    assert len(set(seeds.values())) == 2
    assert all(0 <= seed < 2**32 for seed in seeds.values())
    assert room.grade().seed == 7


def test_a_fresh_class_seed_is_drawn_once(room):
    room.hand_in("a.tar")
    first = room.grade().seed
    assert room.grade().seed == first
    other = grade_class(room.folder, room.folder.parent / "other", ASKED).seed
    assert other != first


HOSTILE = [
    "=cmd|'calc'!A0",
    "+1",
    "-2+3",
    "@SUM(1)",
    "a,b",
    'say "hi"',
    "two\nlines",
    "\x1b[2Jclear",
    os.fsdecode("\u202egnp".encode()),
    "x" * 255,
    os.fsdecode(b"\xff\xfe"),
    "a;rm -rf",
    "~a",
]


def test_hostile_names_are_harmless_in_the_tables_on_the_terminal_and_as_files(room):
    room.hand_in(*HOSTILE)
    graded = room.grade(reports=True)
    write_tables(graded)
    assert len(os.listdir(room.out / "results")) == len(os.listdir(room.out / "reports")) == len(HOSTILE)
    names = [row["name"] for row in room.rows("grades.csv")]
    assert len(set(names)) == len(HOSTILE)
    assert all(name[0] not in "=+-@" and name.isprintable() for name in names)
    assert len((room.out / "grades.csv").read_text().splitlines()) == len(HOSTILE) + 1
    assert all(file.isascii() and file.isprintable() for file in os.listdir(room.out / "results"))
    assert room.grade().kept == len(HOSTILE)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("alice", "alice"), ("=1+1", "'=1+1"), ("\t=1", "'    =1"), ("-x", "'-x"), ("a=b", "a=b"), ("", "")],
)
def test_a_cell_is_never_a_formula(given, shown):
    assert cell(given) == shown


def test_the_table_of_grades_has_every_problem_and_a_note(room):
    room.hand_in("a.tar", "wrong", "broken", "die", "warned")
    write_tables(room.grade(seed=3, reports=True))
    rows = {row["name"]: row for row in room.rows("grades.csv")}
    head = ["name", "linear", "relu", "total", "max", "term", "seed", "seconds", "note"]
    assert list(rows["wrong"]) == head
    assert "skipped mytorch/data.npz: 30 MB" in (room.out / "reports" / "warned.html").read_text()
    wanted = {"linear": "5", "relu": "0", "total": "5", "max": "15", "term": "fall", "note": ""}
    assert wanted.items() <= rows["wrong"].items()
    assert rows["wrong"]["seed"] == str(seed_of(3, "wrong"))
    assert (rows["broken"]["total"], rows["broken"]["note"]) == ("", "not a tar")
    assert (rows["die"]["total"], rows["die"]["relu"]) == ("", "")
    assert "the grader failed" in rows["die"]["note"]
    assert (rows["warned"]["total"], rows["warned"]["note"]) == ("15", "skipped mytorch/data.npz: 30 MB")
    assert [rows["die"][name] for name in ("linear", "relu", "total", "max")] == [""] * 4


def test_the_table_of_problems_counts_a_mistake_once_whatever_its_numbers(room):
    room.hand_in("a.tar", "wrong-1", "wrong-2", "wrong-3", "broken")
    graded = room.grade()
    linear, relu = problems(graded)
    assert (linear.name, linear.graded, linear.failed, linear.diagnosis) == ("linear", 4, 0, "")
    assert (relu.name, relu.graded, relu.failed, relu.mean, relu.times) == ("relu", 4, 3, 2.5, 3)
    assert relu.diagnosis.startswith("got ")
    write_tables(graded)
    assert [row["failed"] for row in room.rows("problems.csv")] == ["0", "3"]
    said = summary(graded)
    assert f"3 x  {relu.diagnosis}" in said
    assert "5 hand-ins: 4 graded; 1 could not be read\nfall: 4 graded; mean 7.5, median 5 of 15" in said
    assert str(graded.seed) in said


def test_the_terms_are_summed_up_apart(room):
    room.hand_in("a.tar", "spring-wrong", "spring", "fall")
    said = summary(room.grade()).split("\n")
    assert "spring: 2 graded; mean 10.0, median 10 of 15" in said
    assert "fall: 2 graded; mean 15.0, median 15 of 15" in said


def test_different_errors_are_different_causes_and_the_same_is_one(room):
    room.hand_in("a-raises-1", "b-raises-2", "c-raises-3", "d-raises-3")
    _, relu = problems(room.grade())
    assert (relu.failed, relu.times) == (4, 2)
    assert relu.diagnosis.endswith("(hw1/hw1.py:3)")


CAUSES = [  # message, hypothesis, cause, and what is counted
    (
        "f raised NameError: name 'x' is not defined (hw1/hw1.py:57)",
        "raised",
        None,
        "NameError hw1/hw1.py:57",
    ),
    (
        "g raised NameError: name 'y' is not defined (hw1/hw1.py:57)",
        "raised",
        None,
        "NameError hw1/hw1.py:57",
    ),
    ("f raised KeyboardInterrupt (hw1/hw1.py:57)", "raised", None, "KeyboardInterrupt hw1/hw1.py:57"),
    ("f raised a.b.Odd: (1) (a.py:2) (hw1/hw1.py:5)", "raised", None, "a.b.Odd hw1/hw1.py:5"),
    (
        "f raised RecursionError: deep (mytorch/x.py:5)\nnumbers",
        "recursion",
        None,
        "RecursionError mytorch/x.py:5",
    ),
    ("f is not there: AttributeError: no 'ReLU'", "missing", None, "AttributeError  no 'ReLU'"),
    ("f is 20 times too large (1e-3)", "÷N", None, "÷N"),
    ("f is 20 times too large (1e-3)", None, None, "f is # times too large (#)"),
    ("f raised NameError: x (hw1/hw1.py:57)", "raised", "told before", "told before"),
    ("f is 20 times too large", "÷N", "", "÷N"),
]


@pytest.mark.parametrize(("message", "hypothesis", "cause", "counted"), CAUSES)
def test_a_cause_is_what_two_verdicts_share(message, hypothesis, cause, counted):
    verdict = {"message": message, "hypothesis": hypothesis, **({} if cause is None else {"cause": cause})}
    assert cause_of(verdict) == counted


def test_what_is_no_hand_in_is_skipped_and_named(room):
    room.hand_in("a.tar")
    (room.folder / "notes.txt").write_text("remember\n")
    (room.folder / "link").symlink_to("/etc")
    graded = room.grade()
    assert list(graded.results) == ["a.tar"]
    said = "no hand-ins, and skipped: link (a link, which is not followed), notes.txt (a text file)"
    assert said in summary(graded).split("\n")


def test_a_link_in_a_hand_ins_folder_is_not_followed(room, tmp_path):
    (room.folder / "a").mkdir()
    (tmp_path / "secret").write_text("1")
    (room.folder / "a/x").symlink_to(tmp_path / "secret")
    before = fingerprint(room.folder / "a")
    (tmp_path / "secret").write_text("2")
    assert fingerprint(room.folder / "a") == before


def test_a_page_is_left_for_each_student_on_request_also_of_kept_results(room):
    room.hand_in("a.tar", "wrong")
    room.grade()
    assert os.listdir(room.out / "reports") == []
    room.grade(reports=True)
    assert "got " in (room.out / "reports" / "wrong.html").read_text()
    assert room.jobs == 2
