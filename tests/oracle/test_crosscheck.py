"""PyTorch as the fourth opinion in the crosscheck."""

import numpy as np
import torch

from autograder.crosscheck import pytorch_oracle
from autograder.crosscheck.dialects import answer
from autograder.crosscheck.problems import draw
from autograder.crosscheck.run import run


def test_its_version_is_found():
    assert pytorch_oracle.version() == torch.__version__


def test_it_answers_in_springs_dialect():
    problem = draw(0, "float64", 3)
    theirs, ours = pytorch_oracle.by_pytorch(problem), answer("by hand", problem, gradients_only=True)
    assert theirs.keys() | {"errors"} == ours.keys()
    for name, array in theirs.items():
        np.testing.assert_allclose(array, ours[name], rtol=1e-9, atol=1e-9)


def test_it_agrees_with_both_twins():
    certificate = run(100, seed=40_000, dtypes=["float32", "float64"], max_depth=16)
    assert certificate.agree, certificate.tally.failures
    for twin in ("by hand", "by autograd"):
        row = certificate.tally.rows[f"{twin} ~ PyTorch"]
        assert row.tensors >= 500
        assert 0 < row.ratio <= 8
