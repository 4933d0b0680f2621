"""What a reader gets to see."""

import json

import numpy as np
import pytest

from autograder.crosscheck.audit import Audit, Trial
from autograder.crosscheck.bugs import BUGS
from autograder.crosscheck.check import COMPARISONS, Finding
from autograder.crosscheck.measures import Distance
from autograder.crosscheck.report import audit_table, page, table, verdict
from autograder.crosscheck.run import Certificate
from autograder.crosscheck.tally import Tally

WHERE = {"seed": 5, "dtype": "float32", "network": "3-2, ReLU <&> Tanh"}


@pytest.fixture
def certificate():
    def build(*findings):
        tally = Tally()
        tally.count("networks")
        for finding in findings:
            tally.add(finding, WHERE)
        versions = {"numpy": "2", "pytorch": None}
        return Certificate(1, 5, ["float32"], 4, 1.5, versions, tally)

    return build


GOOD = [
    Finding(COMPARISONS[0], "dW1", Distance(True, 0, 0, 0), True),
    Finding(COMPARISONS[2], "d(x)", Distance(False, 3, 1.5, 0.75), True),
]
BAD = Finding(COMPARISONS[0], "db1", Distance(False, np.inf, np.inf, np.inf), False)


def test_agreement_ends_with_one_sentence(certificate):
    text = table(certificate(*GOOD))
    assert text.splitlines()[-1] == "The same gradient: 1 networks, in 2 s."
    assert "100 %" in text
    assert "not installed" in text


def test_the_worst_case_comes_with_its_command(certificate):
    text = table(certificate(*GOOD))
    assert "by hand ~ complex step: d(x), 0.75 times the sensitivity" in text
    assert "python cli.py crosscheck --networks 1 --seed 5 --dtype float32 --max-depth 4" in text


def test_a_disagreement_is_named_first(certificate):
    found = certificate(*GOOD, BAD)
    assert not found.agree
    assert found.worst["tensor" if "tensor" in found.worst else "what"].endswith("db1")
    assert "1 FAILED" in table(found)
    assert verdict(found).startswith("NOT the same gradient: 1 disagreements")


def test_json_holds_no_infinity(certificate):
    json.dumps(certificate(*GOOD, BAD).to_dict(), allow_nan=False)


def test_the_page_escapes_what_it_shows_and_needs_nothing_else(certificate):
    text = page(certificate(*GOOD))
    assert "ReLU &lt;&amp;&gt; Tanh" in text
    assert "http" not in text
    assert "The same gradient: 1 networks" in text


def test_tallies_survive_the_pipe_and_add_up(certificate):
    tally = certificate(*GOOD, BAD).tally
    copy = Tally.from_dict(json.loads(json.dumps(tally.to_dict())))
    assert copy == tally
    copy.merge(tally)
    assert copy.rows[COMPARISONS[0]].tensors == 4
    assert (copy.failed, copy.checks) == (2, {"networks": 2})


def test_an_audit_tells_survivors_from_equivalent_changes():
    real, equal = (next(b for b in BUGS if bool(b.equivalent) == kind) for kind in (False, True))
    audit = Audit(0, 1.0, [Trial(real, None), Trial(equal, None), Trial(None, None)])
    assert not audit.agree
    assert "SURVIVED" in audit_table(audit)
    assert equal.equivalent in audit_table(audit)
    assert Audit(0, 1.0, [Trial(real, "x"), Trial(equal, None)]).agree
    assert not Audit(0, 1.0, [Trial(equal, "x")]).agree
