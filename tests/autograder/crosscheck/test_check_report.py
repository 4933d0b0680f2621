"""What a reader gets to see."""

import json

import numpy as np
import pytest

from autograder.crosscheck.audit_worker import _networks
from autograder.crosscheck.bug_audit import Audit, Trial
from autograder.crosscheck.bugs import BUGS
from autograder.crosscheck.check import COMPARISONS, Finding
from autograder.crosscheck.check_report import audit_table, page, table, verdict
from autograder.crosscheck.measures import Distance
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
    assert "http:" not in text
    assert "https:" not in text
    assert "src=" not in text
    assert "The same gradient: 1 networks" in text


def told(networks, max_depth, dtypes, versions, with_pytorch=True):
    """The certificate of networks that were really checked, here and now."""
    tally = Tally()
    for part in _networks({"networks": networks, "max_depth": max_depth, "with_pytorch": with_pytorch}):
        tally.merge(part)
    return Certificate(len(networks), networks[0][0], dtypes, max_depth, 1.0, versions, tally)


def test_without_pytorch_nobody_says_that_it_was_asked(monkeypatch):
    monkeypatch.setattr("autograder.crosscheck.pytorch_oracle.version", lambda: None)
    certificate = told([[0, "float32"], [1, "float64"]], 3, ["float32", "float64"], {"pytorch": None})
    for text in (page(certificate), table(certificate)):
        assert "Differentiated by hand: 2." in text
        assert "Differentiated by PyTorch: 0. Not: 2 (PyTorch is not installed)." in text
        assert "1 in float32 and 1 in float64" in text
        assert "one to 3 layers" in text
    result = certificate.to_dict()
    assert "PyTorch" not in result["ways"]
    assert result["skipped"]["PyTorch"] == {"PyTorch is not installed": 2}


def test_a_network_that_has_no_derivative_is_not_said_to_have_been_asked(monkeypatch):
    monkeypatch.setattr("autograder.crosscheck.pytorch_oracle.version", lambda: None)
    monkeypatch.setattr("autograder.crosscheck.complex_oracle.closest_kink", lambda problem: 0)
    certificate = told([[3, "float32"]], 1, ["float32", "float64"], {"pytorch": None})
    text = page(certificate)
    assert (
        "by complex step, along random directions: 0. Not: 1 (a ReLU within 1,000 epsilons of its kink)."
        in text
    )
    assert "float64" not in text
    assert "of one layer, from seed 3 on: 1 in float32." in text
    assert "none asked" in table(certificate)


def test_a_page_of_a_disagreement_says_nowhere_that_they_agree(certificate):
    text = page(certificate(*GOOD, BAD))
    assert text.count("he same gradient") == text.count("NOT the same gradient")


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
