"""Every snippet of code and every formula of the two handouts, run: fall.txt and spring.txt."""

import doctest
import math
import re
from pathlib import Path

import numpy as np
import pytest

import mytorch
import mytorch.nn.functional as F
from mytorch import autograd_engine, tensor
from mytorch.autograd_engine import AccumulateGrad, BackwardFunction, ContextManager, Function
from mytorch.tensor import Tensor

HERE = Path(__file__).parent
NAMES = {
    "fall": {
        "math": math,
        "np": np,
        "F": F,
        "autograd_engine": autograd_engine,
        "tensor": tensor,
        "Tensor": Tensor,
        "AccumulateGrad": AccumulateGrad,
        "BackwardFunction": BackwardFunction,
        "ContextManager": ContextManager,
        "Function": Function,
    },
    "spring": {"math": math, "np": np},
}


def sections(term):
    """The sections of a handout's page, by heading: (heading, snippet)."""
    text = (HERE / f"{term}.txt").read_text("utf-8")
    return re.findall(r"^== (.*)\n((?:(?!== ).*\n)*)", text, re.M)


CASES = [pytest.param(term, code, id=f"{term} {name}") for term in NAMES for name, code in sections(term)]


@pytest.mark.parametrize(("term", "code"), CASES)
def test_a_snippet_does_what_the_handout_says(term, code):
    np.random.seed(0)  # noqa: NPY002 (the course's generator)
    snippet = doctest.DocTestParser().get_doctest(code, dict(NAMES[term]), term, None, None)
    assert snippet.examples
    complaints = []
    doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(snippet, out=complaints.append)
    assert not complaints, "".join(complaints)


def test_no_snippet_is_lost():
    for term in NAMES:
        text = (HERE / f"{term}.txt").read_text("utf-8")
        assert text.count("\n>>> ") == sum(code.count(">>> ") for _, code in sections(term))
        assert len({name for name, _ in sections(term)}) == text.count("\n== ")


def test_the_default_dtype_is_what_the_snippets_take_it_for():
    assert mytorch.get_default_dtype() == np.float64
