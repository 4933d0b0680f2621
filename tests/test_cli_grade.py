"""`grade` and `grade-all`, the runner and grade.sh, as their users meet them."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from autograder.grading.auditing.tarmaking import member, tar
from autograder.grading.result import POINTS, Grade, Verdict
from autograder.grading.running.isolation import IsolationError
from cli import main
from hw1.handin import build_handin
from hw1.places import ROOT

GRADE = Grade(
    "fall",
    11,
    0.5,
    (
        Verdict("linear", "linear: forward", 5, 5),
        Verdict("relu", "relu: at 0", 4, 10, "expected 0\ngot \x1b[2J"),
    ),
)


def call(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def grader(monkeypatch):
    """Sets what the grader does instead: return a grade, or raise."""

    def set_to(does):
        def grade(files, term, *, seed, on_problem, **options):
            if isinstance(does, BaseException):
                raise does
            on_problem("linear", 0.5)
            return does

        monkeypatch.setattr("autograder.grading.grade.grade", grade)

    set_to(GRADE)
    return set_to


def test_a_grade_is_a_table_with_what_was_wrong_and_the_seed(grader, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["cli.py"])
    monkeypatch.setattr(sys, "orig_argv", ["python", "cli.py"])
    run = call("grade", "fall", "--seed", 11)
    assert (run.exit_code, run.stderr) == (0, "")
    assert "    at 0 (4/10): expected 0" in run.stdout
    assert "python cli.py grade fall --seed 11" in run.stdout
    assert "\x1b" not in run.stdout


def test_json_is_one_object_alone_on_stdout(grader):
    run = call("grade", "fall", "--json")
    assert run.exit_code == 0
    assert run.stdout.count("\n") == 1
    assert json.loads(run.stdout) == {
        "term": "fall",
        "seed": 11,
        "scores": {"linear": 5, "relu": 4},
        "total": 9,
        "max": 15,
        "diagnoses": {"relu": ["expected 0"]},
        "remarks": {},
    }
    assert "at 0 (4/10)" in run.stderr


def test_autolab_reads_the_last_line(grader):
    run = call("grade", "fall", "--autolab")
    *others, last = run.stdout.splitlines()
    assert json.loads(last) == {"scores": {"linear": 5, "relu": 4}, "scoreboard": [9]}
    assert any("at 0 (4/10)" in line for line in others)


CRASHES = [
    pytest.param(ZeroDivisionError("oops"), "the grader failed, not the hand-in", id="a bug in the grader"),
    pytest.param(MemoryError(), "the grader failed, not the hand-in", id="no memory"),
    pytest.param(IsolationError("no user namespaces"), "no user namespaces", id="a missing layer"),
]


@pytest.mark.parametrize(("error", "said"), CRASHES)
def test_a_grading_that_failed_is_never_a_0(grader, tmp_path, error, said):
    grader(error)
    stale = tmp_path / "results.json"
    stale.write_text('{"score": 9}')
    run = call("grade", "fall", "--autolab", "--gradescope", stale, "--report", tmp_path / "page.html")
    assert (run.exit_code, run.stdout) == (1, "")
    first, second = [line for line in run.stderr.splitlines() if line.startswith("Error: ")]
    assert first.startswith(f"Error: {said}")
    assert "no results are left in" in second
    assert not stale.exists()
    assert "<title>not graded: " in (tmp_path / "page.html").read_text()
    assert " of 0" not in (tmp_path / "page.html").read_text()


@pytest.mark.parametrize(("error", "said"), CRASHES)
def test_the_json_is_there_after_a_crash_too(grader, error, said):
    grader(error)
    run = call("grade", "fall", "--json", "--seed", 3)
    assert run.exit_code == 1
    result = json.loads(run.stdout)
    assert result.pop("failure").startswith(said)
    nothing = {"scores": {}, "total": None, "max": None, "diagnoses": {}, "remarks": {}}
    assert result == {"term": "fall", "seed": 3, **nothing}
    assert run.stderr.splitlines()[-1].startswith(f"Error: {said}")


def test_results_of_an_earlier_run_go_before_a_grading_begins(grader, monkeypatch, tmp_path):
    stale = tmp_path / "results.json"
    stale.write_text('{"score": 9}')
    seen = []
    monkeypatch.setattr(
        "autograder.grading.grade.grade", lambda *_, **__: seen.append(stale.exists()) or GRADE
    )
    assert call("grade", "fall", "--gradescope", stale).exit_code == 0
    assert seen == [False]
    stale.touch()
    monkeypatch.setattr(Path, "unlink", lambda path: os.unlink("/"))
    run = call("grade", "fall", "--gradescope", stale)
    assert (run.exit_code, run.stderr.count("\n"), len(seen)) == (1, 1, 1)
    assert "cannot remove the earlier results" in run.stderr


def test_a_missing_layer_is_one_line_and_exit_code_1(grader):
    grader(IsolationError("no user namespaces"))
    run = call("grade", "fall")
    assert (run.exit_code, run.stdout, run.stderr) == (1, "", "Error: no user namespaces\n")


@pytest.mark.parametrize("content", [None, b"", b"not a tar"], ids=["missing", "empty", "no tar"])
def test_an_unreadable_hand_in_is_one_line_and_exit_code_1(grader, tmp_path, content):
    path = tmp_path / "handin\x1b[2J.tar"
    if content is not None:
        path.write_bytes(content)
    run = call("grade", "spring", "--handin", path)
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr.startswith("Error: ")
    assert run.stderr.count("\n") == 1
    assert "\x1b" not in run.stderr
    lost = json.loads(call("grade", "spring", "--handin", path, "--json").stdout)
    assert (lost["scores"], lost["total"], lost["max"]) == (dict.fromkeys(POINTS["spring"], 0), 0, 100)
    assert lost["failure"]
    marked = call("grade", "spring", "--handin", path, "--autolab", "--gradescope", tmp_path / "results.json")
    assert json.loads(marked.stdout)["scoreboard"] == [0]
    assert json.loads((tmp_path / "results.json").read_text())["score"] == 0


def test_results_for_gradescope_and_a_page_are_left(grader, tmp_path):
    results, page = tmp_path / "results.json", tmp_path / "page.html"
    assert call("grade", "fall", "--gradescope", results, "--report", page).exit_code == 0
    assert json.loads(results.read_text())["score"] == 9
    assert "expected 0" in page.read_text()
    assert sorted(os.listdir(tmp_path)) == ["page.html", "results.json"]
    grader(ZeroDivisionError())
    assert call("grade", "fall", "--gradescope", results, "--report", page).exit_code == 1
    assert not results.exists()
    assert "the grader failed" in page.read_text()


@pytest.mark.parametrize("option", ["--gradescope", "--report"])
def test_a_file_that_cannot_be_written_is_one_line_and_costs_no_json(grader, tmp_path, option):
    run = call("grade", "fall", "--json", option, tmp_path / "no" / "file")
    assert run.exit_code == 1
    assert json.loads(run.stdout)["total"] == 9
    assert "cannot write" in run.stderr.splitlines()[-1]


WRONG_USE = [
    (("grade",), "Missing argument"),
    (("grade", "winter"), "winter"),
    (("grade", "fall", "--problem", "loss"), "--problem"),
    (("grade", "fall", "--seed", "-1"), "--seed"),
    (("grade", "fall", "--timeout", "0"), "--timeout"),
    (("grade", "fall", "--json", "--autolab"), "--autolab"),
    (("grade", "fall", "--isolation", "some"), "--isolation"),
    (("grade", "fall", "--isolation", "full", "--unsafe"), "--isolation"),
    (("grade-all", ".", "--isolation", "full", "--unsafe"), "--isolation"),
    (("grade", "--audit", "--isolation", "none"), "--audit"),
    (("grade-all",), "FOLDER"),
    (("grade-all", "/nowhere"), "nowhere"),
    (("grade-all", ".", "--jobs", "0"), "--jobs"),
    (("grade-all", ".", "--problem", "nothing"), "--problem"),
    (("grade-all", ".", "--term", "spring", "--problem", "relu"), "--problem"),
]


@pytest.mark.parametrize(("arguments", "named"), WRONG_USE)
def test_wrong_usage_is_exit_code_2_and_names_what_is_wrong(grader, arguments, named):
    run = call(*arguments)
    assert (run.exit_code, run.stdout) == (2, "")
    assert named in run.stderr


@pytest.mark.parametrize("option", ["--unsafe", "--isolation none", "--isolation none --unsafe"])
def test_waiving_isolation_is_said(monkeypatch, option):
    asked = []
    monkeypatch.setattr(
        "autograder.grading.grade.grade", lambda *_, isolation, **others: asked.append(isolation) or GRADE
    )
    assert "hand-ins run with your rights" in call("grade", "fall", *option.split(), "--json").stderr
    assert call("grade", "fall", "--isolation", "full").stderr == ""
    assert asked == ["none", "full"]


def test_a_fresh_seed_is_drawn_each_time(monkeypatch):
    seeds = []

    def grade(files, term, *, seed, **options):
        seeds.append(seed)
        return GRADE

    monkeypatch.setattr("autograder.grading.grade.grade", grade)
    for _ in range(2):
        call("grade", "fall")
    call("grade", "fall", "--seed", "0")
    assert seeds[0] != seeds[1]
    assert seeds[2] == 0


@pytest.mark.parametrize(("bugs", "attacks", "code"), [(True, True, 0), (False, True, 1), (True, False, 1)])
def test_an_audit_fails_if_either_half_of_it_does(monkeypatch, bugs, attacks, code):
    for name, good, what in (("corpus_audit", bugs, "matrix"), ("attacks", attacks, "attack table")):
        found = SimpleNamespace(agree=good, to_dict=lambda good=good: {"trustworthy": good})
        run = "run_audit" if name == "corpus_audit" else "run_attacks"
        show = "audit_table" if name == "corpus_audit" else "attack_table"
        monkeypatch.setattr(
            f"autograder.grading.auditing.{name}.{run}", lambda *given, found=found, **more: found
        )
        monkeypatch.setattr(f"autograder.grading.auditing.{name}.{show}", lambda found, what=what: what)
    run = call("grade", "--audit", "--json")
    assert run.exit_code == code
    halves = {"audit": {"trustworthy": bugs}, "attacks": {"trustworthy": attacks}}
    assert json.loads(run.stdout) == {"agree": code == 0, **halves}
    assert "matrix\n\nattack table\n" in run.stderr


def test_an_audit_without_its_corpora_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr("autograder.grading.auditing.corpora.CORPORA", tmp_path)
    run = call("grade", "--audit")
    assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (1, "", 1)


# ---- with the grader itself ------------------------------------------------------------------------


def script(*command, folder=ROOT):
    return subprocess.run([sys.executable, *map(str, command)], cwd=folder, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("term", ["spring", "fall"])
def test_our_own_work_gets_full_marks(term):
    run = script("cli.py", "grade", term, "--json")
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["scores"] == POINTS[term]
    assert (result["total"], result["max"], result["diagnoses"]) == (sum(POINTS[term].values()),) * 2 + ({},)


@pytest.mark.slow
def test_a_seed_gives_the_same_grade_again(tmp_path, unpack):
    broken = tmp_path / "broken"
    unpack(broken, build_handin("spring")[0])
    source = broken / "mytorch" / "loss.py"
    with source.open("a", encoding="utf-8") as file:
        file.write("\nSoftmaxCrossEntropy.derivative = lambda self: self.logits\n")
    asked = ("cli.py", "grade", "spring", "--handin", broken, "--problem", "loss")
    one, two = (json.loads(script(*asked, "--seed", "5", "--json").stdout) for _ in range(2))
    assert one == two
    assert set(one["scores"]) == {"loss"}
    assert one["total"] < one["max"] == 4


def test_a_hand_in_of_the_other_term_is_one_line_and_no_grade(grader, tmp_path):
    path = tmp_path / "alice.tar"
    path.write_bytes(build_handin("spring")[0])
    run = call("grade", "fall", "--handin", path)
    files = "(mytorch/activation.py, hw1/hw1.py, …)"
    said = f"Error: {path} is a spring hand-in {files}; grade it with `grade spring`\n"
    assert (run.exit_code, run.stdout, run.stderr) == (1, "", said)
    run = call("grade", "fall", "--handin", path, "--autolab")
    assert json.loads(run.stdout)["scores"] == {}


def test_what_was_not_read_is_a_warning(grader, tmp_path):
    path, page = tmp_path / "alice.tar", tmp_path / "page.html"
    path.write_bytes(tar(member("mytorch/tensor.py"), member("mytorch/link.py", kind=b"2")))
    run = call("grade", "fall", "--handin", path, "--report", page)
    assert (run.exit_code, run.stderr) == (0, "Warning: skipped mytorch/link.py: a link\n")
    assert "skipped mytorch/link.py: a link" in page.read_text()


CLASSES = [
    pytest.param([], 0, [], id="nothing but hand-ins"),
    pytest.param([("notes.txt", b"remember")], 0, [], id="a stray file"),
    pytest.param([("b.tar", b"")], 1, ["Error: b.tar: an empty file; hand in a tar or a zip"], id="empty"),
    pytest.param(
        [("b.rar", b"Rar!\x1a\x07\0"), ("c.zip", b"PK\3\4")],
        1,
        [
            "Error: b.rar: a RAR archive; hand in a tar or a zip",
            "Error: c.zip: a zip that is damaged, or cut short",
        ],
        id="two unreadable",
    ),
]


@pytest.mark.parametrize(("more", "code", "errors"), CLASSES)
@pytest.mark.slow
def test_a_class_ends_with_1_where_a_hand_in_could_not_be_read(tmp_path, more, code, errors):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "a.tar").write_bytes(build_handin("spring")[0])
    for name, content in more:
        (folder / name).write_bytes(content)
    run = script("cli.py", "grade-all", folder, "--problem", "loss", "--unsafe")
    assert run.returncode == code
    assert run.stderr.splitlines()[1:] == errors  # behind the warning of --unsafe
    assert "spring: 1 graded; mean 4.0, median 4 of 4" in run.stdout


@pytest.mark.slow
def test_the_line_that_says_how_to_grade_again_does(tmp_path):
    handin = tmp_path / 'it\'s my "work" é.tar'
    handin.write_bytes(build_handin("spring")[0])
    run = script(
        "cli.py", "grade", "spring", "--handin", handin, "--problem", "loss", "--timeout", "30", "--unsafe"
    )
    last = run.stdout.splitlines()[-1]
    command = last.partition("again: ")[2]
    assert command.startswith(sys.executable)
    again = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert again.returncode == 0
    assert again.stdout.splitlines()[-1].partition("again: ")[2] == command


@pytest.mark.slow
def test_a_class_of_both_terms_is_graded(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    for term in ("spring", "fall"):
        (folder / f"{term}.tar").write_bytes(build_handin(term)[0])
    (folder / "notes.txt").write_text("no hand-in")
    (folder / "empty").mkdir()
    run = script("cli.py", "grade-all", folder, "--problem", "linear", "--reports", "--seed", 6)
    assert run.returncode == 1
    said = "there is no mytorch/ and no hw1/ with Python files in it"
    assert run.stderr == f"Error: empty: {said}\n"
    with open(tmp_path / "class-grades" / "grades.csv", newline="", encoding="utf-8") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert {name: (row["total"], row["term"]) for name, row in rows.items()} == {
        "spring.tar": ("4", "spring"),
        "fall.tar": ("5", "fall"),
        "empty": ("", ""),
    }
    assert rows["empty"]["note"] == said
    for line in (
        "3 hand-ins: 2 graded; 1 could not be read",
        "spring: 1 graded; mean 4.0, median 4 of 4",
        "fall: 1 graded; mean 5.0, median 5 of 5",
        "no hand-ins, and skipped: notes.txt (a text file)",
    ):
        assert line in run.stdout.splitlines()


@pytest.mark.slow
def test_the_runner_grades_all_problems_before_mnist():
    run = script("autograder/hw1_autograder/runner.py")
    assert run.returncode == 0, run.stderr
    *_, total, last = run.stdout.splitlines()
    assert total == "Total score: 100/110"
    scores = json.loads(last)["scores"]
    assert sum(scores.values()) == pytest.approx(100)
    assert len(json.JSONDecoder(object_pairs_hook=list).decode(last)[0][1]) == len(scores)


@pytest.mark.slow
def test_the_mnist_grader_leaves_its_plot(tmp_path):
    copy = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", ROOT, copy], check=True)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    run = subprocess.run(["sh", "grade.sh", "m"], cwd=copy, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout.splitlines()[-1])["scores"]
    assert (copy / "validation_accuracy.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(os.name != "posix", reason="closes streams as a POSIX shell does")
@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
@pytest.mark.parametrize(
    "script",
    [
        ["cli.py", "grade", "fall", "--problem", "subtract", "--autolab"],
        ["cli.py", "grade", "spring", "--problem", "loss", "--autolab", "--unsafe"],
    ],
    ids=["isolated", "unsafe"],
)
@pytest.mark.slow
def test_a_closed_standard_stream_costs_no_points(closed, script):
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, *script]
    run = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, "Traceback" in run.stderr) == (0, False)
    scores = json.loads(run.stdout.splitlines()[-1])["scores"]
    assert scores in ({"subtract": 5}, {"loss": 4})
