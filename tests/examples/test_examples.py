"""Each program of examples/ runs, with few steps, and gives what it should."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"

# By file: what its main() gets, and whether what it returns will do.
RUNS = {
    "early_stopping.py": ({"epochs": 20, "patience": 5}, lambda epochs: epochs >= 1),
    "gradient_clipping.py": ({"steps": 60}, lambda loss: loss < 0.01),
    "schedule.py": ({"epochs": 5, "count": 60}, lambda loss: 0 < loss < 100),
    "char_gru.py": (
        {"names": ["ann", "anna", "hannah"], "steps": 30, "hidden_size": 8},
        lambda losses: np.ravel(losses)[-1] < 1.5,
    ),
    "lenet.py": ({"epochs": 3, "limit": 256, "batch": 16}, lambda accuracy: 0.5 < accuracy <= 1),
}


def load(name):
    """The example as a module of its own, which a second load makes anew."""
    spec = importlib.util.spec_from_file_location(f"example_{Path(name).stem}", EXAMPLES / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", RUNS)
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
