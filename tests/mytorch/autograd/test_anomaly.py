"""`detect_anomaly` names the op that gave a NaN, and the line that ran it."""

import re
from pathlib import Path

import numpy as np
import pytest

from mytorch import autograd, origins
from mytorch.nn import Linear
from mytorch.tensor import Tensor

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's own, of the same numbers


def leaf(values):
    return Tensor(values, requires_grad=True)


def root_of_zero(x):
    return x.sqrt() * 0


LINE = Path(__file__).read_text("utf-8").splitlines().index("    return x.sqrt() * 0") + 1
HERE = rf"It ran at .*test_anomaly\.py:{LINE}, in root_of_zero: return x\.sqrt\(\) \* 0"


@pytest.mark.parametrize(
    "walk",
    [
        lambda z, x: z.backward(),
        lambda z, x: z.backward(create_graph=True),
        lambda z, x: autograd.grad(z, x),
        lambda z, x: autograd.backward(z),
    ],
    ids=["backward", "create_graph", "grad", "autograd.backward"],
)
def test_the_error_names_the_op_and_the_user_s_line(walk):
    x = leaf([1.0, 0.0])
    with autograd.detect_anomaly():
        z = root_of_zero(x).sum()
        with pytest.raises(
            RuntimeError, match=rf"^Sqrt.backward gave NaN as the gradient of its input 0. {HERE}$"
        ):
            walk(z, x)
    assert x.grad is None


def test_the_line_is_the_user_s_even_if_a_layer_ran_the_op():
    layer = Linear(1, 1)
    with autograd.detect_anomaly():
        z = layer(Tensor([[np.inf]])).sum() * 0
        with pytest.raises(
            RuntimeError, match=r"^Linear.backward .*test_anomaly.py:\d+, in test_the_line_is"
        ):
            z.backward()


def test_a_forward_pass_outside_has_no_line():
    z = root_of_zero(leaf(0.0))
    with autograd.detect_anomaly(), pytest.raises(RuntimeError, match="Run the forward pass inside"):
        z.backward()


def test_an_infinity_is_no_anomaly_and_all_is_well_without_one():
    x = leaf([0.0, 1.0])
    with autograd.detect_anomaly():
        (1 / x).sum().backward()
        (x * 2).sum().backward()
    assert x.grad.data.tolist() == [-np.inf, 1.0]


def test_outside_nothing_is_noticed_nor_remembered():
    x = leaf(0.0)
    with autograd.detect_anomaly():
        pass
    z = root_of_zero(x)
    z.backward()
    assert np.isnan(x.grad.item())
    assert z.grad_fn.op is type(x).__mul__(x, x).grad_fn.op  # the op itself


def test_check_nan_can_be_left_out():
    x = leaf(0.0)
    with autograd.detect_anomaly(check_nan=False):
        root_of_zero(x).backward()
    assert np.isnan(x.grad.item())


def test_what_was_checked_before_is_checked_again():
    with autograd.detect_anomaly():
        with autograd.set_detect_anomaly(True, check_nan=False):
            root_of_zero(leaf(0.0)).backward()
        with pytest.raises(RuntimeError, match="gave NaN"):
            root_of_zero(leaf(0.0)).backward()


def test_modes_nest_and_end_with_an_error():
    with autograd.detect_anomaly():
        with autograd.set_detect_anomaly(False):
            assert not autograd.is_anomaly_enabled()
        with pytest.raises(ZeroDivisionError), autograd.detect_anomaly():
            raise ZeroDivisionError
        assert autograd.is_anomaly_enabled()
    assert not autograd.is_anomaly_enabled()
    autograd.set_detect_anomaly(True)
    assert origins.wanted
    autograd.set_detect_anomaly(False)
    assert not origins.wanted


@pytest.mark.parametrize("given", [1, None, "yes"])
def test_what_is_neither_true_nor_false_is_refused(given):
    for make in (autograd.set_detect_anomaly, autograd.detect_anomaly):
        with pytest.raises(TypeError, match=re.escape("takes True or False")):
            make(given)
    assert not autograd.is_anomaly_enabled()
