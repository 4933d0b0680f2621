"""Twelve questions of a reader of the map and of the file names, with the places of the answers."""

import ast

import pytest

from hw1.places import ROOT

MAP = (ROOT / "docs/where-things-are.md").read_text("utf-8")
# A question: the row of the map that leads there, the file, and a line of the answer.
ANSWERS = {
    "What is the derivative of max?": ("mytorch/ops/", "reduction.py", "class Max(ArrayFunction):"),
    "Who sums the gradients of what was broadcast?": ("mytorch/broadcasting.py", "", "def unbroadcast("),
    "Who refuses a tensor that was changed in place?": ("mytorch/in_place.py", "", "def refuse_changes("),
    "In which order does backward() visit the nodes?": ("mytorch/autograd_engine.py", "", "heappop(heap)"),
    "Which function of NumPy's is which op?": ("mytorch/numpy_functions.py", "", "UFUNCS: dict["),
    "How is a step with momentum made by autograd?": ("mytorch/optim/", "sgd.py", "class SGD(Optimizer):"),
    "Where is batch norm's gradient derived by hand?": ("classic_mlp/", "batchnorm.py", "dvar  = -1/2 sum("),
    "Where do the training statistics come from?": ("classic_mlp/", "training.py", "def get_training_stats("),
    "Which bugs are planted to test the cross check?": (
        "autograder/crosscheck/",
        "bugs/__init__.py",
        "BUGS = [",
    ),
    "What are the five points of multiple choice?": (
        "autograder/grading/asking/",
        "spring_multiple_choice.py",
        "LETTERS = {1:",
    ),
    "Which system calls has a hand-in?": ("autograder/grading/running/", "jail/allowed.py", '"mmap"'),
    "How is a fault paid for once?": ("autograder/grading/", "charging.py", "def charge_once("),
}


def test_there_are_twelve():
    assert len(ANSWERS) == 12


@pytest.mark.parametrize("question", ANSWERS)
def test_the_answer_is_where_one_looks_for_it(question):
    row, name, line = ANSWERS[question]
    assert f"`{row}`" in MAP
    path = ROOT / row / name
    assert line in path.read_text("utf-8"), path
    elsewhere = [
        other.name for other in path.parent.glob("*.py") if other != path and line in other.read_text("utf-8")
    ]
    assert elsewhere == []


def test_twins_name_each_other():
    """The last line of a docstring, "Twin: <path>", names a file that is there and names this one."""
    twins = {}
    for package in ("mytorch", "classic_mlp", "autograd_mlp"):
        for path in (ROOT / package).rglob("*.py"):
            docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            *_, last = docstring.splitlines() or [""]
            if last.startswith("Twin: "):
                twins[path.relative_to(ROOT).as_posix()] = last.removeprefix("Twin: ")
    assert len(twins) >= 34
    assert {path: twins.get(twin) for path, twin in twins.items()} == {path: path for path in twins}
