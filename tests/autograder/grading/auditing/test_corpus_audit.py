"""The corpora of bugs and right variants, and the audit that grades them."""

import random

import pytest

from autograder.grading.auditing.corpora import AuditError, base, cases, together
from autograder.grading.auditing.corpus_audit import audit_table, run_audit, try_case
from autograder.grading.judging.mistakes import MISTAKES
from autograder.grading.result import POINTS

TERMS = ["spring", "fall"]
BUGS, REMARKS, VARIANTS = (
    [case for term in TERMS for case in cases(term, kind)] for kind in ("bugs", "remarks", "variants")
)
SAMPLE = ("linear_dw_summed",)


def test_the_corpora_are_large_enough():
    assert len(BUGS) >= 90
    assert len(VARIANTS) >= 40


def test_every_case_is_well_formed():
    for case in BUGS + REMARKS + VARIANTS:
        assert case.says.endswith("."), case.name
        assert case.problem in (POINTS[case.term] if case.kind == "bugs" else [None]), case.name
        assert case.hypothesis in MISTAKES or (case.kind != "remarks" and case.hypothesis is None), case.name
        for name, text in case.files.items():
            if text not in (base(case.term, "ours").get(name), base(case.term, "student").get(name)):
                compile(text, name, "exec")


@pytest.mark.parametrize("case", [case for case in BUGS if case.name in SAMPLE], ids=lambda case: case.name)
def test_a_planted_bug_is_caught_and_named(case):
    trial = try_case(case, [17])
    assert trial.caught == 1
    assert trial.named == 1


@pytest.mark.slow
@pytest.mark.parametrize("term", TERMS)
def test_a_students_right_solution_loses_nothing(term):
    student = next(case for case in cases(term, "variants") if case.name == "student")
    assert try_case(student, [17]).lost == []


@pytest.mark.slow
def test_an_audit_says_what_it_found():
    chosen = {("spring", "linear_db_flat"), ("spring", "mc_upper_case")}
    audit = run_audit(3, seeds=1, chosen=lambda case: (case.term, case.name) in chosen)
    assert audit.agree
    assert "right hypothesis named first: 2 of 2" in audit_table(audit)
    assert audit.to_dict()["killed"] == 2
    assert [trial.cost for trial in audit.trials] == [0.5, 1]


def test_what_could_be_better_loses_nothing_and_is_remarked_upon():
    trial = try_case(next(case for case in REMARKS if case.name == "linear_changes_delta"), [17])
    assert trial.good
    assert trial.said == {"changed in place": 1}


def test_two_bugs_go_together_where_both_fit():
    named = {case.name: case for case in BUGS if case.term == "spring"}
    both = together(named["linear_db_flat"], named["bn_dbeta_averaged"])
    assert both["mytorch/linear.py"] == named["linear_db_flat"].files["mytorch/linear.py"]
    assert both["mytorch/batchnorm.py"] == named["bn_dbeta_averaged"].files["mytorch/batchnorm.py"]
    assert together(named["linear_db_flat"], named["linear_one_row_of_db"]) is None


def test_an_edit_that_does_not_apply_is_named_with_its_case_and_place(monkeypatch, tmp_path):
    folder = tmp_path / "spring" / "bugs"
    folder.mkdir(parents=True)
    (folder / "gone.py").write_text(
        'PLACE = "mytorch/linear.py:Linear.backwards"\nOLD = "no * such"\nNEW = "line"\n', "utf-8"
    )
    monkeypatch.setattr("autograder.grading.auditing.corpora.CORPORA", tmp_path)
    with pytest.raises(AuditError) as error:
        cases("spring", "bugs")
    assert str(error.value).startswith(
        "gone.py: mytorch/linear.py has no definition 'Linear.backwards' to hold `no * such`. "
        "Similar definitions: Linear.backward, "
    )
    (folder / "gone.py").write_text('OLD = "no * such"\nNEW = "line"\n', "utf-8")
    with pytest.raises(AuditError, match=r"^gone.py has an OLD; expected PLACE and NEW beside it\.$"):
        cases("spring", "bugs")


def test_corpora_that_are_not_there_are_asked_for_in_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr("autograder.grading.auditing.corpora.CORPORA", tmp_path)
    with pytest.raises(AuditError, match="no corpora"):
        cases("spring", "bugs")


@pytest.mark.slow
def test_every_bug_is_caught_and_no_variant_harmed():
    """A third of them, another one each time; all take ten minutes, with `grade --audit`."""
    drawing = random.SystemRandom()
    audit = run_audit(1000, seeds=1, chosen=lambda case: drawing.random() < 1 / 3)
    assert len(audit.trials) > 50
    assert audit.agree, audit_table(audit)
