"""From a path to a grade, whatever happens on the way."""

import pytest

from autograder.grading.attempt import attempt, detect_term, own_files, zero
from autograder.grading.auditing.tarmaking import member, tar
from autograder.grading.grade_worker import result_of
from autograder.grading.intake.take_in import HandinError
from autograder.grading.intake.terms import other_term
from autograder.grading.result import POINTS, Grade, Verdict
from autograder.grading.running.isolation import IsolationError
from hw1.handin import build_handin

GIVEN = {"seed": 5, "timeout": 1.0}


@pytest.fixture
def grader(monkeypatch):
    """Stands in for the grader: does what it is told, and keeps what it was asked."""

    def stand_in(does):
        asked = []

        def grade(files, term, **options):
            asked.append((files, term, options))
            if isinstance(does, BaseException):
                raise does
            return does

        monkeypatch.setattr("autograder.grading.grade.grade", grade)
        return asked

    return stand_in


FULL = Grade("fall", 5, 1.0, (Verdict("linear", "linear", 5, 5),))


def test_our_own_work_is_graded_as_it_would_be_handed_in(grader):
    asked = grader(FULL)
    outcome = attempt(None, "fall", **GIVEN, problems=["linear"], isolation="none")
    assert (outcome.grade, outcome.failure, outcome.fault) == (FULL, None, "")
    files, term, options = asked[0]
    assert {"mytorch/tensor.py", "hw1/mnist.py"} <= set(files)
    assert term == "fall"
    wanted = {"seed": 5, "timeout": 1.0, "problems": ["linear"], "isolation": "none", "on_problem": None}
    assert options == wanted


def test_an_unreadable_hand_in_gets_no_points_and_a_line(grader, tmp_path):
    grader(FULL)
    outcome = attempt(tmp_path / "none.tar", "fall", **GIVEN)
    assert outcome.fault == "hand-in"
    assert outcome.failure == "No such file or directory"
    assert outcome.grade.scores == dict.fromkeys(POINTS["fall"], 0)
    assert outcome.grade.max == 110
    assert set(outcome.grade.diagnoses) == set(POINTS["fall"])


WRONG_TERM = {
    "spring": "is a fall hand-in (mytorch/tensor.py, hw1/mnist.py, …); grade it with `grade fall`",
    "fall": "is a spring hand-in (mytorch/activation.py, hw1/hw1.py, …); grade it with `grade spring`",
}


@pytest.mark.parametrize("term", WRONG_TERM)
def test_a_hand_in_of_the_other_term_is_not_graded_and_has_no_scores(grader, term, tmp_path):
    asked = grader(FULL)
    path = tmp_path / "other.tar"
    path.write_bytes(build_handin({"spring": "fall", "fall": "spring"}[term])[0])
    outcome = attempt(path, term, **GIVEN)
    assert (outcome.fault, outcome.failure) == ("hand-in", WRONG_TERM[term])
    assert (outcome.grade.scores, outcome.grade.max) == ({}, 0)
    assert asked == []
    assert attempt(path, None, **GIVEN).failure is None


@pytest.mark.parametrize(
    ("files", "term", "other"),
    [
        (["hw1/mc.py"], "fall", ("spring", ["hw1/mc.py"])),
        (["hw1/mc.py", "mytorch/tensor.py"], "fall", None),
        (["mytorch/x.py"], "fall", None),
        ([], "spring", None),
    ],
)
def test_only_files_of_the_other_term_alone_make_it_the_other_terms(files, term, other):
    assert other_term(files, term) == other


def test_what_was_not_read_is_kept_beside_the_grade(grader, tmp_path):
    grader(FULL)
    path = tmp_path / "a.tar"
    path.write_bytes(tar(member("mytorch/tensor.py"), member("mytorch/x.py", kind=b"2")))
    outcome = attempt(path, "fall", **GIVEN)
    assert (outcome.failure, outcome.warnings) == (None, ["skipped mytorch/x.py: a link"])
    assert result_of(outcome)["warnings"] == outcome.warnings


def test_a_missing_layer_is_the_machines_fault(grader):
    grader(IsolationError("no user namespaces"))
    outcome = attempt(None, "spring", **GIVEN)
    assert (outcome.fault, outcome.failure) == ("machine", "no user namespaces")
    assert (outcome.scored, outcome.grade.verdicts) == (False, ())
    assert outcome.to_dict()["total"] is None


@pytest.mark.parametrize("error", [ZeroDivisionError("by\nme"), MemoryError(), RecursionError("deep")])
def test_a_grader_that_crashes_says_that_it_was_not_the_hand_in(grader, error):
    grader(error)
    outcome = attempt(None, "spring", **GIVEN, problems=["loss"])
    assert outcome.fault == "grader"
    assert outcome.failure.startswith(f"the grader failed, not the hand-in: {type(error).__name__}")
    assert outcome.failure.count("\n") == 0
    assert (outcome.scored, outcome.grade.verdicts) == (False, ())
    assert outcome.to_dict()["failure"] == outcome.failure
    assert "Traceback" in outcome.details


@pytest.mark.parametrize("term", ["spring", "fall"])
def test_a_term_is_told_from_the_files(term):
    assert detect_term(own_files(term)) == term
    assert detect_term(list(own_files(term))[:4] + ["notes.txt"]) == term


@pytest.mark.parametrize("files", [[], ["a.py"], ["mytorch/tensor.py", "mytorch/loss.py"]], ids=str)
def test_files_that_tell_no_term_are_an_error(files):
    with pytest.raises(HandinError, match="--term"):
        detect_term(files)


@pytest.mark.parametrize(("term", "most"), [("spring", 100), ("fall", 110)])
def test_zero_is_out_of_all_points_and_no_test_is_named_twice(term, most):
    grade = zero(term, 1, "no")
    assert (grade.total, grade.max) == (0, most)
    assert len({verdict.name for verdict in grade.verdicts}) == len(grade.verdicts)
    assert zero(None, 1, "no").verdicts == ()
