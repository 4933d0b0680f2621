"""The check of the check: bugs are found, right code is not, and no file changes."""

from collections import Counter

import pytest

from autograder.anchors import AnchorError
from autograder.crosscheck.bug_audit import run_audit, try_bug
from autograder.crosscheck.bugs import BUGS, Bug
from autograder.crosscheck.check_report import audit_page, audit_table
from autograder.crosscheck.planting import ROOT, changed_source, plant

FAMILIES = [
    "signs",
    "transposes",
    "N",
    "axes",
    "dropped terms",
    "biased or unbiased",
    "eps",
    "momentum",
    "accumulation",
    "un-broadcasting",
    "stale state",
    "stability",
    "evaluation or training",
    "memory",
    "ties and edges",
    "later layers",
]
QUICKLY = {"signs", "momentum", "memory", "later layers"}  # those that the default tests try
ONE_A_FAMILY = [next(bug for bug in BUGS if bug.family == family) for family in FAMILIES]


def test_there_are_sixty_bugs_and_more_in_every_family():
    real = [bug for bug in BUGS if not bug.equivalent]
    assert len(real) >= 60
    assert len(set(BUGS)) == len(BUGS)
    assert min(Counter(bug.family for bug in real)[family] for family in FAMILIES) >= 4
    assert all(bug.equivalent for bug in BUGS if bug.family == "equivalent")


@pytest.mark.parametrize("bug", BUGS, ids=str)
def test_a_bug_can_be_planted(bug):
    compile(changed_source(bug.place, bug.old, bug.new), bug.file, "exec")


@pytest.mark.parametrize(
    "bug",
    [
        pytest.param(bug, marks=[] if bug.family in QUICKLY else pytest.mark.slow, id=str(bug))
        for bug in ONE_A_FAMILY
    ],
)
def test_a_bug_of_each_family_is_found_and_its_file_stays_as_it_was(bug):
    before = (ROOT / bug.file).read_bytes()
    assert try_bug(bug).caught_by
    assert (ROOT / bug.file).read_bytes() == before


@pytest.mark.slow
def test_right_code_raises_no_alarm():
    assert try_bug(None, seed=31_000).caught_by is None


def test_a_bug_is_found_whatever_the_environment_says_of_assertions(monkeypatch):
    engine = next(
        bug for bug in BUGS if bug.file == "mytorch/autograd_engine.py" and bug.family == "accumulation"
    )
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    assert try_bug(engine).caught_by


@pytest.mark.slow
def test_an_equivalent_change_is_not_found():
    assert try_bug(next(bug for bug in BUGS if bug.equivalent)).caught_by is None


def test_a_bug_that_is_not_in_the_source_is_an_error():
    stale = Bug("signs", "classic_mlp/linear.py:Linear.backwards", "no * such", "line")
    with pytest.raises(
        AnchorError, match="bug 'classic_mlp/linear.py:Linear.backwards: no .* does not apply: "
    ):
        try_bug(stale)
    with pytest.raises(AnchorError, match="Similar definitions: Linear.backward"):
        try_bug(stale)
    with pytest.raises(RuntimeError, match="is loaded already"):
        plant("autograder/crosscheck/planting.py", "", "")


@pytest.mark.slow
def test_all_bugs_are_found_and_twenty_seeds_raise_no_alarm():
    audit = run_audit(seed=0)
    assert not audit.survived
    assert not audit.false_alarms
    assert len(audit.healthy) == 20
    assert audit.agree
    text = audit_table(audit)
    assert "SURVIVED" not in text
    assert all(str(bug) in text for bug in BUGS)
    assert "can be trusted" in audit_page(audit)
