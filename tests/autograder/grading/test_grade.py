"""Grading whole hand-ins."""

import numpy as np
import pytest

from autograder.grading.auditing.corpora import base, edited
from autograder.grading.grade import catalogue, grade
from autograder.grading.result import POINTS, Grade, Verdict

TERMS = ["spring", "fall"]


@pytest.mark.parametrize(("term", "total"), [("spring", 100), ("fall", 110)])
def test_points_are_the_handouts(term, total):
    items = catalogue(term)
    sums = {
        problem: sum(item.points for item in items if item.problem == problem) for problem in POINTS[term]
    }
    assert sums == POINTS[term]
    assert sum(sums.values()) == total


@pytest.mark.parametrize("term", TERMS)
def test_no_test_is_named_twice(term):
    names = [item.name for item in catalogue(term)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("term", TERMS)
def test_our_own_work_gets_full_marks(term):
    seen = []
    result = grade(
        base(term, "ours"), term, seed=11, isolation="none", on_problem=lambda *news: seen.append(news)
    )
    assert result.diagnoses == {}
    assert result.total == result.max == sum(POINTS[term].values())
    assert [name for name, _ in seen] == list(POINTS[term])
    assert seen[-1][1] == 1


def test_a_grade_can_be_repeated():
    summed = ("mytorch/linear.py:Linear.backward", "np.dot(self.x.T, delta) / n", "np.dot(self.x.T, delta)")
    files = edited(base("spring", "student"), [summed], "this test")
    first, again, other = (
        grade(files, "spring", seed=seed, isolation="none", problems=["linear"]) for seed in (4, 4, 5)
    )
    assert first.verdicts == again.verdicts
    assert first.verdicts != other.verdicts
    assert first.to_dict() == again.to_dict()


HARM = {
    "a loop": (b"while True:\n    pass\n", "timeout"),
    "an exit": (b"import os\nos._exit(0)\n", "died"),
    "an exception": (b"raise RuntimeError('no')\n", "import"),
}


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        pytest.param(*harm, id=name, marks=pytest.mark.slow if name == "a loop" else [])  # waits for a limit
        for name, harm in HARM.items()
    ],
)
def test_a_broken_module_costs_only_its_problems(source, hypothesis):
    files = dict(base("spring", "student")) | {"mytorch/loss.py": source}
    problems = ["multiple_choice", "loss", "linear"]
    seconds = 6 if hypothesis == "timeout" else 60
    result = grade(files, "spring", seed=0, timeout=seconds, isolation="none", problems=problems)
    assert result.scores == {"multiple_choice": 5, "loss": 0, "linear": 4}
    assert {verdict.hypothesis for verdict in result.verdicts} - {None} == {hypothesis}
    assert result.seconds < seconds + 2


def test_a_missing_module_is_named():
    files = {name: text for name, text in base("fall", "student").items() if "sgd" not in name}
    result = grade(files, "fall", seed=0, isolation="none", problems=["sgd"])
    assert result.total == 0
    assert "mytorch.optim.sgd" in result.diagnoses["sgd"][0]


ODD = {
    "a list": "[1, 2]",
    "an object array": "np.array([None, 1])",
    "complex numbers": "np.ones(3) * 1j",
    "an empty array": "np.zeros((0, 4))",
    "text": "'full marks'",
    "nothing": "None",
    "truth": "True",
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_answers_of_any_kind_are_judged(value):
    odd = (
        "mytorch/linear.py:Linear.backward",
        "return np.dot(delta, self.W.T)",
        f"self.dW = {value}\nreturn self.dW",
    )
    files = edited(base("spring", "student"), [odd], "this test")
    result = grade(files, "spring", seed=0, isolation="none", problems=["linear"])
    assert 2.5 <= result.scores["linear"] < 3.5  # dW, dx and the second batch; one fault where both have it
    assert all(verdict.message for verdict in result.verdicts if not verdict.passed)


def test_a_grade_sums_and_lists():
    verdicts = (
        Verdict("a", "a: 1", 1.5, 1.5),
        Verdict("a", "a: 2", 0, 2.5, "wrong\n  numbers"),
        Verdict("b", "b: 1", 1, 1),
    )
    found = Grade("spring", 7, 0.5, verdicts).to_dict()
    assert found["scores"] == {"a": 1.5, "b": 1}
    assert found["diagnoses"] == {"a": ["wrong"]}
    assert (found["total"], found["max"], found["term"], found["seed"]) == (2.5, 5, "spring", 7)


def test_inputs_of_a_test_do_not_depend_on_the_other_tests():
    sign = (
        "mytorch/loss.py:SoftmaxCrossEntropy.derivative",
        "self.sm - self.labels",
        "self.labels - self.sm",
    )
    files = edited(base("spring", "student"), [sign], "this test")
    alone = grade(files, "spring", seed=3, isolation="none", problems=["loss"])
    together = grade(files, "spring", seed=3, isolation="none", problems=["multiple_choice", "loss"])
    assert alone.verdicts == tuple(v for v in together.verdicts if v.problem == "loss")
    assert np.isclose(alone.total, 2.5)
