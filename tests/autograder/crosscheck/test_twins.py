"""Tests that the twins agree, and how closely. They run in worker processes with one BLAS thread."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.crosscheck.run import ONE_THREAD, job, run, work
from autograder.crosscheck.tally import Tally
from hw1.places import ROOT

PLAIN, WITH_BN = "by hand = by autograd, without BN", "by hand ~ by autograd, with BN"


NETWORKS = 25


@pytest.fixture(scope="module")
def certificate():
    return run(NETWORKS, seed=20_000, dtypes=["float32", "float64"], max_depth=16)


def test_everything_agrees(certificate):
    assert certificate.agree, certificate.tally.failures
    assert certificate.tally.checks["networks"] == NETWORKS
    assert certificate.tally.checks["operations"] > 80
    assert certificate.tally.checks["behaviours"] > 20


def test_without_batch_norm_every_tensor_has_the_same_bits(certificate):
    row = certificate.tally.rows[PLAIN]
    assert row.tensors >= 300
    assert (row.equal, row.failed) == (row.tensors, 0)


def test_with_batch_norm_the_error_stays_below_eight_sensitivities(certificate):
    row = certificate.tally.rows[WITH_BN]
    assert row.tensors >= 600
    assert row.ratio <= 8


@pytest.mark.parametrize("twin", ["by hand", "by autograd"])
def test_the_complex_step_agrees_with_both(certificate, twin):
    row = certificate.tally.rows[f"{twin} ~ complex step"]
    assert row.tensors >= 40
    assert 0 < row.ratio <= 8


def checked(**what):
    tally = Tally()
    for part in work(job(with_probes=False, **what)):
        tally.merge(part)
    return tally


networks = st.lists(
    st.tuples(st.integers(0, 2**40), st.sampled_from(["float32", "float64"])), min_size=5, max_size=20
)


@settings(max_examples=8)
@given(networks=networks, max_depth=st.integers(1, 8))
@pytest.mark.slow
def test_any_networks_agree(networks, max_depth):
    tally = checked(networks=networks, max_depth=max_depth)
    assert not tally.failed, tally.failures
    assert tally.checks["networks"] == len(networks)


@settings(max_examples=4)
@given(networks=networks)
@pytest.mark.slow
def test_shallow_networks_with_batch_norm_agree_to_64_epsilons(networks):
    tally = checked(networks=networks, max_depth=4)
    assert not tally.failed, tally.failures
    assert tally.checks["networks"] == len(networks)
    row = tally.rows.get(WITH_BN)
    assert row is None or row.epsilons <= 64  # None: no network drawn has a batch norm


@pytest.mark.slow
def test_a_network_is_checked_alike_every_time():
    first, again = (run(3, seed=7, dtypes=["float32"], max_depth=6).tally.rows for _ in range(2))
    assert first == again


MNIST = """
import json
import numpy as np
from classic_mlp import get_training_stats
from autograder.crosscheck.dialects import autograd_to_hand
from hw1.data import load_mnist
from hw1.stats import spring_network, standardise

dset, worst, errors = standardise(load_mnist(), "DTYPE"), 0.0, []
mlps = []
for mode in ("by hand", "by autograd"):
    np.random.seed(0)
    mlps.append(spring_network(mode, [32, 32, 32], "sigmoid", BN, 1e-3, 0.856, "DTYPE"))
    errors.append(get_training_stats(mlps[-1], dset, 3, 92).validation_errors.tolist())
hand, auto = mlps
before = [(layer.W.copy(), layer.b.copy()) for layer in hand.linear_layers]
autograd_to_hand(auto, hand)
for (W, b), layer in zip(before, hand.linear_layers):
    for x, y in ((W, layer.W), (b, layer.b)):
        worst = max(worst, float(np.abs(x - y).max() / np.abs(x).max() / np.finfo("DTYPE").eps))
print(json.dumps([worst, errors]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("bn", [0, 3])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_1800_steps_on_mnist_end_within_64_epsilons_and_with_the_same_errors(dtype, bn):
    code = MNIST.replace("DTYPE", dtype).replace("BN", str(bn))  # 55,000 images in batches of 92: 598 steps
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
        capture_output=True,
        text=True,
        check=True,
    )
    worst, (by_hand, by_autograd) = json.loads(run.stdout)
    assert worst <= 64
    assert by_hand == by_autograd
