"""PyTorch's own samples agree, or are refused in a sentence, or differ as docs/pytorch.md says."""

import pytest

from tests.oracle.pytorch_names import page, run
from tests.oracle.pytorch_names.differences import NAMES, SAMPLES

GROUPS = ("ops", "modules", "optimizers")


@pytest.mark.parametrize("group", GROUPS)
def test_a_sample_agrees_or_is_refused_or_has_a_reason(group):
    found = run.outcomes()[group]
    assert found
    unexplained = {
        title: sorted({o.why for o in outcomes if o.kind == "differs"})
        for title, outcomes in found.items()
        if title not in SAMPLES and any(o.kind == "differs" for o in outcomes)
    }
    assert not unexplained


def test_a_reason_is_needed_by_a_sample():
    titles = {
        t
        for found in run.outcomes().values()
        for t, o in found.items()
        if any(x.kind == "differs" for x in o)
    }
    assert set(SAMPLES) <= titles


def test_the_page_is_what_the_script_writes():
    assert page.PAGE.read_text("utf-8") == page.page(page.count())


def test_a_difference_is_told_of_a_name_that_both_have():
    for name in NAMES:
        assert page.find(name) is not None
        assert page.find("my" + name) is not None, name
