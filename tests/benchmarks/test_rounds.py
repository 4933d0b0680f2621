"""The rounds: real processes on a small data set."""

import shutil

import pytest

from benchmarks import rounds
from benchmarks.rounds import ROOT, Contestant, Result, run
from hw1.data import load_mnist


@pytest.fixture
def hurried(monkeypatch):
    """Short turns, and no waiting."""
    monkeypatch.setattr(rounds, "TURN", 0.002)
    monkeypatch.setattr(rounds, "PAUSE", 0)


@pytest.mark.usefixtures("hurried")
def test_everyone_takes_a_turn_in_every_round(small_data):
    told = []
    results = run(
        ["W1", "W5"],
        ["by autograd", "by hand", "products"],
        3,
        counts=[1],
        data=load_mnist(small_data),
        show=lambda name, share: told.append((name, share)),
    )
    training, chain = results
    assert [len(one.seconds) for one in training.contestants] == [3, 3, 3]
    assert all(second > 0 for one in training.contestants for second in one.seconds)
    assert training.same_work()
    assert [one.unsupported for one in chain.contestants] == [False, True, False]
    assert training.contestants[0].about["numpy"]
    assert told[:4] == [("W1", 0), ("W1", 1 / 3), ("W1", 2 / 3), ("W1", 1)]


@pytest.mark.usefixtures("hurried")
def test_one_that_cannot_start_takes_nobody_along(small_data, tmp_path, capfd):
    (tmp_path / "mytorch.py").write_text("raise OSError('a broken checkout')")
    (result,) = run(
        ["W1"], ["by autograd"], 1, counts=[1], data=load_mnist(small_data), checkouts=[str(tmp_path)]
    )
    good, bad = result.contestants
    assert bad.failed == "it ended with code 1; stderr says why"
    assert "OSError: a broken checkout" in capfd.readouterr().err
    assert (len(good.seconds), len(bad.seconds)) == (1, 0)
    assert not result.same_work()


@pytest.mark.usefixtures("hurried")
def test_an_older_checkout_runs_with_the_benchmarks_of_this_one(small_data, tmp_path):
    shutil.copytree(ROOT / "mytorch", tmp_path / "mytorch")
    for package in ("benchmarks", "hw1"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    (result,) = run(
        ["W1"], ["by autograd"], 1, counts=[1], data=load_mnist(small_data), checkouts=[str(tmp_path)]
    )
    assert result.same_work()
    assert [one.about["from"] for one in result.contestants] == [
        str(ROOT / "mytorch"),
        str(tmp_path / "mytorch"),
    ]


def result(*contestants, dtype="float32"):
    return Result("W1", "a network", dtype, list(contestants))


def test_the_better_number_of_threads_is_taken():
    one, two = (
        Contestant("by autograd", 1, seconds=[3, 3, 9]),
        Contestant("by autograd", 2, seconds=[4, 4, 1]),
    )
    assert result(one, two).best("by autograd") is one
    assert result(one, two).best("by autograd", 2) is two
    assert result(one, two).best("pytorch") is None


def test_ratios_are_taken_round_by_round():
    ours, theirs = Contestant("by autograd", 1, seconds=[1, 8]), Contestant("pytorch", 2, seconds=[2, 4])
    assert result(ours, theirs).ratios("by autograd", "pytorch") == [0.5, 2]
    assert result(ours, theirs).ratios("by autograd", "pytorch", 1) is None
    assert result(ours).ratios("by autograd", "pytorch") is None


LOSSES = [
    pytest.param([2.0, 1.0], [2.0, 1.0], None, True, id="the same"),
    pytest.param([2.0, 1.0001], [2.0, 1.0], None, True, id="close"),
    pytest.param([2.0, 1.1], [2.0, 1.0], None, False, id="another"),
    pytest.param([2.0, float("nan")], [2.0, 1.0], None, False, id="no number"),
    pytest.param([2.0, 1.1], [2.0, 1.0], [2.0, 1.1], True, id="as its reference"),
    pytest.param([2.0, 1.0], [2.0, 1.0], [2.0, 1.1], False, id="not as its reference"),
]


@pytest.mark.parametrize(("losses", "theirs", "reference", "same"), LOSSES)
def test_losses_tell_whether_the_work_was_the_same(losses, theirs, reference, same):
    ours = Contestant("by autograd", 1, losses=losses, reference=reference)
    assert result(ours, Contestant("pytorch", 1, losses=theirs)).same_work() is same


def test_float64_is_held_to_more():
    ours, theirs = Contestant("by autograd", 1, losses=[1.00001]), Contestant("pytorch", 1, losses=[1.0])
    assert result(ours, theirs).same_work()
    assert not result(ours, theirs, dtype="float64").same_work()
