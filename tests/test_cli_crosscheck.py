"""`crosscheck`, and `stats` in its three modes, as their users meet them."""

import csv
import json
import os

import pytest
from click.testing import CliRunner

from autograder.crosscheck.bug_audit import Audit, Trial
from autograder.crosscheck.bugs import BUGS, Bug
from autograder.crosscheck.run import Certificate
from autograder.crosscheck.tally import Tally
from cli import main


def call(*arguments):
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.slow
def test_a_small_check_agrees_and_leaves_a_certificate(tmp_path):
    report = tmp_path / "certificate.html"
    run = call("crosscheck", "--networks", "4", "--max-depth", "3", "--json", "--report", str(report))
    assert run.exit_code == 0, run.output
    result = json.loads(run.stdout)
    assert result["agree"] is True
    assert result["networks"] == 4
    assert json.loads(report.with_suffix(".json").read_text()) == result
    assert "The same gradient" in report.read_text()
    assert "The same gradient" in run.stderr


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("run.2", ["run.2.html", "run.2.json"]),
        ("a.html", ["a.html", "a.json"]),
        ("a.json", ["a.html", "a.json"]),
        ("a.b.html", ["a.b.html", "a.b.json"]),
        ("plain", ["plain.html", "plain.json"]),
        (".html", [".html.html", ".html.json"]),
        ("a.HTML", ["a.HTML.html", "a.HTML.json"]),
    ],
)
def test_the_report_is_named_as_it_was_asked_for(tmp_path, monkeypatch, certified, given, names):
    monkeypatch.setattr("autograder.crosscheck.run.run", lambda *asked: certified)
    run = call("crosscheck", "--report", str(tmp_path / given))
    assert run.exit_code == 0
    assert sorted(os.listdir(tmp_path)) == names


@pytest.fixture
def certified():
    tally = Tally()
    tally.count("networks")
    tally.differentiated("float64", ["by hand", "by autograd", "complex step"])
    return Certificate(1, 1, ["float64"], 1, 1, {"pytorch": None}, tally)


@pytest.mark.parametrize("option", [("--networks", "200"), ("--dtype", "both"), ("--max-depth", "16")])
def test_an_audit_refuses_what_it_would_ignore(option):
    run = call("crosscheck", "--audit", *option)
    assert run.exit_code == 2
    assert option[0] in run.stderr


def test_disagreement_is_exit_code_1(monkeypatch):
    tally = Tally()
    tally.fail("dW1", "off", {"seed": 1, "dtype": "float64"})
    monkeypatch.setattr(
        "autograder.crosscheck.run.run",
        lambda *given: Certificate(1, 1, ["float64"], 16, 1, {"pytorch": None}, tally),
    )
    run = call("crosscheck")
    assert run.exit_code == 1
    assert "--networks 1 --seed 1 --dtype float64" in run.stdout


def test_a_bug_that_does_not_apply_any_more_is_one_line(monkeypatch):
    stale = Bug("signs", "classic_mlp/linear.py:Linear.backwards", "no * such", "line")
    monkeypatch.setattr("autograder.crosscheck.bug_audit.BUGS", [stale])
    run = call("crosscheck", "--audit")
    assert run.exit_code == 1
    assert "does not apply: classic_mlp/linear.py has no definition 'Linear.backwards'" in run.stderr
    assert run.stderr.count("Error") == 1
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(("caught", "code"), [("dW1", 0), (None, 1)])
def test_an_audit_fails_if_a_bug_survives(monkeypatch, caught, code):
    audit = Audit(0, 1.0, [Trial(BUGS[0], caught)])
    monkeypatch.setattr("autograder.crosscheck.bug_audit.run_audit", lambda *given: audit)
    run = call("crosscheck", "--audit")
    assert run.exit_code == code
    assert str(BUGS[0]) in run.stdout


WRONG_USE = [
    ["--networks", "0"],
    ["--seed", "-1"],
    ["--dtype", "float16"],
    ["--max-depth", "17"],
    ["--no-such"],
]


@pytest.mark.parametrize("arguments", WRONG_USE)
def test_wrong_usage_is_exit_code_2(arguments):
    assert call("crosscheck", *arguments).exit_code == 2


def test_an_unwritable_report_fails_before_the_check(tmp_path):
    run = call("crosscheck", "--report", str(tmp_path / "no" / "folder.html"))
    assert run.exit_code == 1
    assert "cannot write into the folder" in run.stderr
    assert run.stderr.count("\n") == 1


def stats(small_data, tmp_path, *arguments):
    small = ["--epochs", "2", "--hidden", "6,5", "--batch-size", "30", "--lr", "0.01", "--json"]
    run = call("stats", "--data", str(small_data), "--out", str(tmp_path / "out"), *small, *arguments)
    assert run.exit_code == 0, run.output
    return json.loads(run.stdout), run.stderr


def test_the_first_mode_is_still_understood_by_its_former_name(small_data, tmp_path):
    result, _ = stats(small_data, tmp_path, "--mode", "classic", "--epochs", "1")
    assert result["mode"] == "hand"
    assert "training_losses" in result


@pytest.mark.parametrize("bn", ["0", "2"])
@pytest.mark.slow
def test_both_modes_give_the_same_figures(small_data, tmp_path, bn):
    by_hand, _ = stats(small_data, tmp_path, "--mode", "hand", "--bn", bn)
    autograd, _ = stats(small_data, tmp_path, "--mode", "autograd", "--bn", bn)
    for name in ("training_losses", "training_errors", "validation_losses", "validation_errors"):
        assert autograd[name] == pytest.approx(by_hand[name], rel=1e-12)
    assert autograd["mode"] == "autograd"


def test_mode_both_runs_them_from_the_same_start(small_data, tmp_path):
    result, said = stats(small_data, tmp_path, "--mode", "both")
    assert result["autograd_training_losses"] == pytest.approx(result["hand_training_losses"], rel=1e-12)
    assert "the two differ by at most" in said
    with open(tmp_path / "out" / "stats.csv", newline="", encoding="utf-8") as file:
        assert "autograd_validation_errors" in next(csv.reader(file))
    assert (tmp_path / "out" / "overview.png").read_bytes().startswith(b"\x89PNG")
