"""Tests that docs/teaching.md shows what the grader says today."""

import pytest

from tests.docs.failed_handin import FOLDER, shown


@pytest.mark.slow
def test_the_report_of_a_failed_hand_in_is_what_the_grader_says():
    kept = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    assert kept == shown(), "to write it anew: python -m tests.docs.failed_handin"
