"""Each program of examples/ runs, with few steps, and gives what it should."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"

# By file: what its main() gets, and whether what it returns will do.
RUNS = {
    "autoencoder.py": ({"epochs": 2, "count": 400, "code": 4}, lambda part: 0 < part < 2),
    "custom_function.py": ({"count": 2}, lambda both: both is True),
    "dropout.py": ({"epochs": 2, "count": 100, "hidden": 32}, lambda more: -1 < more < 1),
    "early_stopping.py": ({"epochs": 20, "patience": 5}, lambda epochs: epochs >= 1),
    "gan.py": ({"steps": 400, "batch": 32}, lambda off: off < 2.5),
    "gradient_clipping.py": ({"steps": 60}, lambda loss: loss < 0.01),
    "k_fold.py": ({"k": 2, "count": 200, "epochs": 5}, lambda accuracy: 0.4 < accuracy <= 1),
    "linear_regression.py": ({"epochs": 20, "count": 100}, lambda off: off < 0.01),
    "logistic_regression.py": ({"steps": 100, "count": 500}, lambda part: 0.95 < part < 1.05),
    "schedule.py": ({"epochs": 5, "count": 60}, lambda loss: 0 < loss < 100),
    "spirals.py": ({"steps": 100, "count": 100}, lambda accuracy: 0.6 < accuracy <= 1),
    "tied_weights.py": ({"epochs": 2, "count": 200, "code": 8}, lambda part: 0 < part < 1.2),
    "transfer.py": ({"steps": 40, "with_torch": False}, lambda more: more > 0),
    "xor.py": ({"steps": 200}, lambda right: right == 4),
    "char_gru.py": (
        {"names": ["ann", "anna", "hannah"], "steps": 30, "hidden_size": 8},
        lambda losses: np.ravel(losses)[-1] < 1.5,
    ),
    "lenet.py": ({"epochs": 3, "limit": 256, "batch": 16}, lambda accuracy: 0.5 < accuracy <= 1),
}
LONG = {"autoencoder.py", "gan.py", "k_fold.py", "lenet.py", "transfer.py"}  # half a second each, and more


def load(name):
    """The example as a module of its own, which a second load makes anew."""
    spec = importlib.util.spec_from_file_location(f"example_{Path(name).stem}", EXAMPLES / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in RUNS]
)
def test_an_example_runs_and_says_what_it_found(name, monkeypatch, tmp_path, capsys):
    arguments, will_do = RUNS[name]
    monkeypatch.chdir(tmp_path)  # where it may leave files
    result = load(name).main(**arguments)
    assert will_do(result), result
    assert capsys.readouterr().out


def test_every_example_is_run_and_is_short():
    assert {path.name for path in EXAMPLES.glob("*.py")} == RUNS.keys()
    for path in EXAMPLES.glob("*.py"):
        source = path.read_text("utf-8")
        assert source.count("\n") < 60, f"{path.name} has 60 lines or more"
        assert f"python -m examples.{path.stem}" in source, f"{path.name} does not say how it is run"


def test_a_result_that_is_no_number_would_not_do():
    assert not any(will_do(math.nan) for _, will_do in RUNS.values())
