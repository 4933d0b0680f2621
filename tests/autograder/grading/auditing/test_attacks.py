"""Hostile hand-ins: the sharpest always, all of them when there is time."""

from pathlib import Path

import pytest

from autograder.grading.auditing import attacks
from autograder.grading.auditing.attacks import Attacks, AuditError, Outcome, attack_table, load, run_attacks

SHARPEST = [
    "compare_array_protocol",
    "kill_grader",
    "out_network",
    "out_write",
    "read_environment",
    "read_reference",
    "read_secret_file",
    "stay_daemon",
    "tar_long_link_chain",
    "tar_many_records",
]
WRITES = """
def make():
    open(FOLDER + "/x", "w").close()
    return b""
"""
KINDS = 100  # that the corpus has at least


@pytest.mark.slow
def test_the_sharpest_attacks_achieve_nothing() -> None:
    result = run_attacks(1, seeds=1, names=SHARPEST)
    assert len(result.outcomes) == len(SHARPEST)
    assert result.agree, attack_table(result)


@pytest.mark.slow
def test_no_attack_achieves_anything_with_any_of_three_seeds() -> None:
    done = list[float]()
    result = run_attacks(7, done.append)
    assert done[-1] == 1
    assert len(result.outcomes) == 3 * len(load())
    assert result.agree, attack_table(result)


def test_every_case_says_what_it_attacks_and_there_are_many() -> None:
    cases = load()
    assert len(cases) >= KINDS
    assert len({case.title for case in cases}) == len(cases)
    assert all(case.title.endswith((".", "?")) for case in cases)


def test_the_table_shows_an_attack_that_wins_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tester tested: points where there were less than none, and a file in the canary's folder."""
    monkeypatch.setattr(
        attacks, "_honest_part", lambda base, seed, isolation: {"activations": -1.0, "loss": 4.0}
    )
    (tmp_path / "wins.py").write_text('"""Wins.\n\nInto: spring mytorch/activation.py\n"""\n')
    (tmp_path / "writes.py").write_text('"""Writes.\n\nInto: a tar of its own\n"""\n' + WRITES)
    cases = load(tmp_path)
    monkeypatch.setattr(attacks, "load", lambda: cases)
    result = run_attacks(1, seeds=1)
    table = attack_table(result)
    assert not result.agree
    assert "ACHIEVED: won 1" in table
    assert "ACHIEVED: wrote outside" in table
    assert result.to_dict()["agree"] is False


def test_in_the_weaker_mode_only_points_that_were_won_are_a_disagreement() -> None:
    wrote = Outcome("out", "Writes.", 1, 0.5, "", ("wrote outside",))
    won = Outcome("win", "Wins.", 1, 0.5, "", ("took 9 s", f"{attacks.WON} 2 in loss"))
    assert not Attacks((wrote,)).agree
    assert Attacks((wrote,), isolation="process").agree
    assert not Attacks((wrote, won), isolation="process").agree
    summary = attack_table(Attacks((wrote, won), isolation="process")).splitlines()[-1]
    assert summary == "2 attacks, 1 won points, 2 achieved something, 0 processes left"


def test_a_corpus_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="no attacks in"):
        load(tmp_path)
    (tmp_path / "vague.py").write_text('"""Does something."""\n')
    with pytest.raises(AuditError, match="vague.py: its docstring"):
        load(tmp_path)
