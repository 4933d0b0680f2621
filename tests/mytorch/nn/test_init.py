"""How weights begin: ranges, spreads, seeds, and that nothing is recorded."""

import math

import numpy as np
import pytest

from mytorch import Tensor, nn
from mytorch.nn import init

SHAPE = (60, 50, 4)  # fan_in 200, fan_out 240


def parameter(*shape, dtype=float):
    return nn.Parameter(np.full(shape, np.nan, dtype))


# By name: how it is filled, the bound of what is drawn evenly or None, and the standard deviation.
DRAWN = {
    "uniform_": (lambda t: init.uniform_(t, -3.0, 3.0), 3.0, 3 / math.sqrt(3)),
    "normal_": (lambda t: init.normal_(t, std=0.2), None, 0.2),
    "xavier_uniform_": (init.xavier_uniform_, math.sqrt(6 / 440), math.sqrt(2 / 440)),
    "xavier_normal_ of gain 3": (lambda t: init.xavier_normal_(t, 3.0), None, 3 * math.sqrt(2 / 440)),
    "kaiming_uniform_": (init.kaiming_uniform_, math.sqrt(6 / 200), math.sqrt(2 / 200)),
    "kaiming_uniform_ of slope 2": (
        lambda t: init.kaiming_uniform_(t, a=2.0),
        math.sqrt(6 / 5 / 200),
        math.sqrt(2 / 5 / 200),
    ),
    "kaiming_normal_ of fan_out": (
        lambda t: init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"),
        None,
        math.sqrt(2 / 240),
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_has_its_range_and_spread_and_comes_from_the_global_generator(name):
    fill, bound, std = DRAWN[name]
    tensors = [parameter(*SHAPE), parameter(*SHAPE)]
    for t in tensors:
        np.random.seed(5)  # noqa: NPY002 (the course's generator)
        assert fill(t) is t
    x = tensors[0].data
    np.testing.assert_array_equal(x, tensors[1].data)
    assert x.std() == pytest.approx(std, rel=0.03)
    assert abs(x.mean()) < 0.05 * std
    if bound is not None:
        assert np.abs(x).max() <= bound
        assert np.abs(x).max() > 0.999 * bound
    assert (tensors[0].is_leaf, tensors[0].requires_grad, tensors[0].grad_fn) == (True, True, None)


def test_constants_and_the_identity():
    t = parameter(2, 3, dtype=np.float32)
    assert init.constant_(t, -1.5).data.tolist() == [[-1.5] * 3] * 2
    assert not init.zeros_(t).data.any()
    assert (init.ones_(t).data == 1).all()
    assert init.eye_(t).data.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert t.dtype == np.float32
    assert init.normal_(parameter(1000), mean=-4.0).data.mean() == pytest.approx(-4, abs=0.2)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (3, 2, 4)], ids=str)
def test_an_orthogonal_matrix_has_orthonormal_rows_or_columns(shape):
    q = init.orthogonal_(parameter(*shape), gain=2.0).data.reshape(shape[0], -1)
    small = q @ q.T if q.shape[0] <= q.shape[1] else q.T @ q
    np.testing.assert_allclose(small, 4 * np.eye(len(small)), atol=1e-12)
    signs = [np.sign(init.orthogonal_(parameter(2, 2)).data[0, 0]) for _ in range(60)]
    assert -30 < sum(signs) < 30


def test_gains_are_those_that_keep_the_size_of_numbers():
    gains = {"linear": 1, "sigmoid": 1, "conv2d": 1, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 0.75}
    for word, gain in gains.items():
        assert init.calculate_gain(word) == gain
    assert init.calculate_gain("leaky_relu") == math.sqrt(2 / 1.0001)
    assert init.calculate_gain("leaky_relu", 1) == 1


def test_a_graph_that_saved_the_weight_notices_that_it_was_filled():
    weight, x = parameter(2, 2), Tensor([[1.0, 2.0]], requires_grad=True)
    init.ones_(weight)
    z = x @ weight
    init.zeros_(weight)
    with pytest.raises(RuntimeError, match="changed in place"):
        z.backward()


def test_a_model_is_initialised_by_apply():
    def begin(module):
        if isinstance(module, nn.Linear):
            init.constant_(module.weight, 0.5)
            init.zeros_(module.bias)

    model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 1))).apply(begin)
    assert model(Tensor([[1.0, 3.0]])).item() == 2.0


BAD = {
    "an array": (lambda: init.zeros_(np.ones(2)), TypeError, "zeros_ expects a Tensor of floats"),
    "integers": (lambda: init.ones_(Tensor([1])), TypeError, "ones_ expects a Tensor of floats"),
    "a result": (
        lambda: init.normal_(parameter(2) * 2.0),
        TypeError,
        "normal_ expects a Tensor of floats, a leaf",
    ),
    "b below a": (lambda: init.uniform_(parameter(2), 1.0, 0.0), ValueError, "uniform_ expects b"),
    "std below 0": (lambda: init.normal_(parameter(2), std=-1), ValueError, "normal_ expects std"),
    "a vector": (lambda: init.xavier_normal_(parameter(2)), ValueError, r"a weight \(out, in\)"),
    "a vector, orthogonal": (lambda: init.orthogonal_(parameter(2)), ValueError, "2 dims and more"),
    "no matrix": (lambda: init.eye_(parameter(2, 2, 2)), ValueError, "eye_ expects a matrix"),
    "an unknown mode": (lambda: init.kaiming_normal_(parameter(2, 2), mode="fan"), ValueError, '"fan_in" or'),
    "an unknown word": (lambda: init.calculate_gain("gelu"), ValueError, "nonlinearity to be .*; got 'gelu'"),
    "no value": (lambda: init.constant_(parameter(2), None), TypeError, "a number for val"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused_in_one_line(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
