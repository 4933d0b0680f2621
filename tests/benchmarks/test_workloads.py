"""Tests of the workloads, which must be the same for all systems."""

import re

import numpy as np
import pytest

from benchmarks.bench import CHOICES, choose, choose_peers
from benchmarks.systems import OURS, PEERS, SYSTEMS
from benchmarks.workloads import GROUPS, WORKLOADS, first_weights, make_problem
from hw1.data import load_mnist
from hw1.places import ROOT
from mytorch_twins.evidence_commands import bench


def test_every_workload_has_a_name_a_title_and_a_kind():
    for name, workload in WORKLOADS.items():
        assert workload.name == name
        assert workload.title
        assert workload.kind in {"training", "chain", "stats"}


def test_the_networks_are_those_that_were_agreed_on():
    assert WORKLOADS["W1"].sizes == (784, 20, 10)
    assert [WORKLOADS[name].bn for name in ("W1", "W2", "W2bn", "W3", "W4")] == [1, 0, 3, 0, 2]
    assert [WORKLOADS[name].batch for name in ("W1", "W2", "W2bn", "W3", "W4")] == [100, 100, 100, 128, 512]
    assert [len(WORKLOADS[name].sizes) - 1 for name in GROUPS["depth"]] == [4, 8, 16, 32, 64]
    assert [WORKLOADS[name].batch for name in GROUPS["batch"]] == [32, 128, 512, 2048, 4096]


def test_the_first_weights_are_always_the_same():
    for (W, b), (other_W, other_b) in zip(
        first_weights(WORKLOADS["W2"], "float32"), first_weights(WORKLOADS["W2"], "float32"), strict=True
    ):
        assert W.dtype == b.dtype == np.float32
        np.testing.assert_array_equal(W, other_W)
        np.testing.assert_array_equal(b, other_b)


def test_batches_go_through_the_shuffled_images_once_and_then_again(small_data):
    problem = make_problem(WORKLOADS["W1"], "float32", load_mnist(small_data))
    rows = np.concatenate(problem.batches)
    assert len(problem.batches) == 2
    assert len(set(rows)) == 200
    assert (np.diff(rows) < 0).any()
    assert problem.rows(2) is problem.rows(0)
    assert problem.images.dtype == np.float32
    assert (problem.images.min(), problem.images.max()) == (0, 1)


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (["W1"], ["W1"]),
        (["depth", "W1"], [*GROUPS["depth"], "W1"]),
        (["batch32", "batch32"], ["batch32"]),
        ([], [*WORKLOADS, "cold"]),
    ],
    ids=str,
)
def test_workloads_are_chosen_by_name_or_by_group(asked, chosen):
    assert choose(asked) == chosen


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [([], list(PEERS)), (["jax", "pytorch"], ["pytorch", "jax"]), (["none"], [])],
    ids=str,
)
def test_peers_are_chosen_by_name(asked, chosen):
    assert choose_peers(asked) == chosen


@pytest.mark.parametrize("chooser", [choose, choose_peers])
def test_another_word_is_refused_with_the_words_there_are(chooser):
    with pytest.raises(ValueError, match=r"'W9' is no (workload|peer); choose from (W1, W2|pytorch, jax)"):
        chooser(["W9"])


def test_the_help_names_every_workload_and_every_peer():
    said = {option.name: option.help for option in bench.params}
    assert f": {' '.join(CHOICES)};" in said["workloads"]
    assert f": {' '.join(PEERS)}, or none;" in said["peers"]


def test_every_peer_is_in_the_extra_that_installs_it():
    extra = re.search(r"^bench = \[(.*)\]$", (ROOT / "pyproject.toml").read_text("utf-8"), re.M).group(1)
    for entry in PEERS.values():
        assert f'"{entry.distribution}>=' in extra


def test_every_system_has_its_file():
    assert set(SYSTEMS) == set(OURS) | set(PEERS)
    for entry in SYSTEMS.values():
        assert (ROOT / "benchmarks" / "systems" / f"{entry.module}.py").exists()
