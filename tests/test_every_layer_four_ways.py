"""Every public layer, activation and loss is differentiated by hand, by autograd, by complex step and by
PyTorch, or there is a reason why not.

The table is autograder/crosscheck/four_ways.py; tests/oracle/test_every_layer.py compares it with PyTorch.
"""

import inspect
import operator

import numpy as np
import pytest

import classic_mlp
from autograder.crosscheck.four_ways import FOUR_WAYS, NO_LAYERS, four_ways_table
from classic_mlp.layer import Layer
from hw1.places import ROOT
from mytorch import Tensor, gradcheck, nn

NAMES = [row.name for row in FOUR_WAYS]
BASES = {"Activation", "Criterion"}  # by hand: what the others are subclasses of


def modules():
    """The public names of mytorch.nn that are modules."""
    return {
        name
        for name in nn.__all__
        if inspect.isclass(getattr(nn, name)) and issubclass(getattr(nn, name), nn.Module)
    }


def test_every_public_layer_has_a_row_and_every_row_is_a_public_layer():
    layers = modules() - NO_LAYERS.keys()
    assert sorted(layers) == sorted(name for name in NAMES if "." not in name)
    assert NO_LAYERS.keys() <= modules()
    assert len(set(NAMES)) == len(NAMES)


def test_a_new_layer_without_a_row_is_noticed(monkeypatch):
    monkeypatch.setattr(nn, "__all__", [*nn.__all__, "Newest"])
    monkeypatch.setattr(nn, "Newest", type("Newest", (nn.Module,), {}), raising=False)
    with pytest.raises(AssertionError):
        test_every_public_layer_has_a_row_and_every_row_is_a_public_layer()


def test_every_layer_by_hand_has_a_row():
    kinds = Layer, classic_mlp.Activation, classic_mlp.Criterion, classic_mlp.Sequential
    public = {
        name
        for name in classic_mlp.__all__
        if inspect.isclass(getattr(classic_mlp, name)) and issubclass(getattr(classic_mlp, name), kinds)
    }
    assert {row.by_hand for row in FOUR_WAYS if row.by_hand} == public - BASES


@pytest.mark.parametrize("row", FOUR_WAYS, ids=NAMES)
def test_what_is_missing_has_a_reason_and_what_is_there_has_none(row):
    assert bool(row.by_hand) != bool(row.reason)


@pytest.mark.parametrize("row", FOUR_WAYS, ids=NAMES)
def test_its_gradients_by_autograd_are_those_of_the_complex_step(row):
    np.random.seed(3)  # noqa: NPY002 (the generator that weights are drawn from)
    layer = row.make(nn)
    inputs = [Tensor(x, requires_grad=True) for x in row.inputs]
    parameters = list(layer.parameters()) if isinstance(layer, nn.Module) else []

    def value(*leaves):
        np.random.seed(4)  # noqa: NPY002 (so that Dropout drops the same)
        y = layer(*leaves[: len(inputs)], *row.constants)
        return y[0] if isinstance(y, tuple) else y

    assert gradcheck(value, [*inputs, *parameters], method="complex")


def home(thing):
    return inspect.getsourcefile(thing).removeprefix(f"{ROOT}/")


def test_the_document_shows_the_table():
    homes = {
        row.name: (
            home(getattr(classic_mlp, row.by_hand)) if row.by_hand else "",
            home(operator.attrgetter(row.name)(nn)),
        )
        for row in FOUR_WAYS
    }
    shown = four_ways_table(homes)
    assert shown in (ROOT / "docs/same-gradient.md").read_text("utf-8"), f"The table is now:\n{shown}"
