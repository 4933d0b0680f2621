"""Batch normalisation: statistics by hand, two passes, training and evaluation."""

import numpy as np
import pytest

from mytorch import gradcheck, no_grad
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.linear import Linear
from mytorch.nn.sequential import Sequential
from mytorch.tensor import Tensor

X = np.array([[1.0, 10.0], [2.0, 10.0], [6.0, 40.0]])  # means 3 and 20, sums of squares 14 and 600


def test_its_parameters_and_buffers_start_as_in_the_course():
    layer = BatchNorm1d(3)
    assert (int(layer.num_features), layer.eps, layer.momentum, layer.is_train) == (3, 1e-5, 0.1, True)
    assert layer.gamma.data.tolist() == layer.running_var.data.tolist() == [1.0] * 3
    assert layer.beta.data.tolist() == layer.running_mean.data.tolist() == [0.0] * 3
    assert [name for name, _ in layer.named_parameters()] == ["gamma", "beta"]
    for p in (layer.gamma, layer.beta):
        assert (p.requires_grad, p.is_leaf, p.is_parameter) == (True, True, True)
    for p in (layer.running_mean, layer.running_var):
        assert (p.requires_grad, p.is_leaf, p.is_parameter, p.grad_fn) == (False, True, False, None)


def test_in_training_it_normalises_by_the_batch_s_biased_variance():
    layer = BatchNorm1d(2, eps=0.25)
    layer.gamma.data = np.array([2.0, 3.0])
    layer.beta.data = np.array([5.0, 7.0])
    z = layer(Tensor(X)).data
    std = np.sqrt([14 / 3 + 0.25, 600 / 3 + 0.25])
    np.testing.assert_allclose(z, (X - [3, 20]) / std * [2, 3] + [5, 7], rtol=1e-14)


def test_the_running_statistics_are_those_of_the_hand_calculation():
    layer = BatchNorm1d(2)
    layer(Tensor(X))
    np.testing.assert_allclose(layer.running_mean.data, [0.3, 2.0], rtol=1e-15)
    np.testing.assert_allclose(layer.running_var.data, [0.9 + 0.7, 0.9 + 30.0], rtol=1e-15)  # unbiased: / 2
    layer(Tensor(X[:2]))  # means 1.5 and 10, unbiased variances 0.5 and 0
    np.testing.assert_allclose(layer.running_mean.data, [0.27 + 0.15, 1.8 + 1.0], rtol=1e-15)
    np.testing.assert_allclose(layer.running_var.data, [1.44 + 0.05, 27.81], rtol=1e-15)


def test_its_momentum_is_the_weight_of_the_new_value():
    layer = BatchNorm1d(2, momentum=1.0)
    layer(Tensor(X))
    np.testing.assert_allclose(layer.running_mean.data, [3, 20], rtol=1e-15)
    np.testing.assert_allclose(layer.running_var.data, [7, 300], rtol=1e-15)
    layer.momentum = 0.0
    layer(Tensor(X * 5))
    np.testing.assert_allclose(layer.running_var.data, [7, 300], rtol=1e-15)


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_in_evaluation_it_uses_the_running_statistics_and_leaves_them(rows):
    layer = BatchNorm1d(2, eps=0.5).eval()
    state = {
        "weight": [2.0, 3.0],
        "bias": [5.0, 7.0],
        "running_mean": [1.0, -1.0],
        "running_var": [4.0, 0.25],
    }
    layer.load_state_dict(state)
    z = layer(Tensor(X[:rows]))
    np.testing.assert_allclose(
        z.data, (X[:rows] - [1, -1]) / np.sqrt([4.5, 0.75]) * [2, 3] + [5, 7], rtol=1e-14
    )
    assert {name: value.data.tolist() for name, value in layer.state_dict().items()} == state
    layer.train()(Tensor(X))
    assert layer.running_mean.data.tolist() != [1.0, -1.0]


@pytest.mark.parametrize("training", [True, False])
def test_its_gradients_are_the_numerical_ones(training):
    layer = BatchNorm1d(3).train(training)
    rng = np.random.default_rng(1)
    x = Tensor(rng.standard_normal((5, 3)) * 3 + 2, requires_grad=True)
    layer.gamma.data, layer.beta.data = rng.standard_normal(3), rng.standard_normal(3)
    before = layer.running_mean.data.copy()
    layer.momentum = 0.0  # the check calls it often
    assert gradcheck(lambda x, gamma, beta: layer(x), [x, layer.gamma, layer.beta], method="complex")
    assert layer.running_mean.data.tolist() == before.tolist()


@pytest.mark.parametrize("rows", [8, 100, 512])
def test_a_mean_of_a_million_in_float32_costs_no_more_than_the_fifth_digit(rows):
    x = (1e6 + 3 * np.random.default_rng(0).standard_normal((rows, 4))).astype(np.float32)
    layer = BatchNorm1d(4, momentum=1.0).float()
    z = layer(Tensor(x)).data
    exact = x.astype(np.longdouble)
    expected = (exact - exact.mean(0)) / np.sqrt(exact.var(0) + 1e-5)
    assert z.dtype == np.float32
    assert np.abs(z - expected).max() < 1e-5
    np.testing.assert_allclose(layer.running_var.data, exact.var(0, ddof=1).astype(float), rtol=1e-4)
    np.testing.assert_allclose(layer.running_mean.data, exact.mean(0).astype(float), rtol=1e-7)


def test_a_variance_far_below_the_mean_is_not_lost_in_float64():
    """E[x²] - E[x]² would give a variance of 0, or a negative one."""
    x = 1e9 + np.array([[0.0], [1.0], [2.0], [1.0]])
    layer = BatchNorm1d(1, momentum=1.0)
    np.testing.assert_allclose(
        layer(Tensor(x)).data.ravel(), np.array([-1, 0, 1, 0]) / np.sqrt(0.5 + 1e-5), atol=1e-7
    )
    np.testing.assert_allclose(layer.running_var.data, [2 / 3])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("rows", [2, 3, 7, 10, 100])
@pytest.mark.parametrize("value", [0.0, 0.1, -0.7, 1e6 + 0.1, 1e-3])
def test_a_constant_column_gives_exactly_zero(value, rows, dtype):
    layer = BatchNorm1d(2, momentum=1.0).to(dtype)
    x = Tensor(np.full((rows, 2), value, dtype), requires_grad=True)
    z = layer(x)
    assert np.abs(z.data).max() == 0.0
    assert layer.running_var.data.tolist() == [0.0, 0.0]
    z.backward(np.arange(2.0 * rows).reshape(rows, 2))
    assert np.isfinite(x.grad.data).all()


@pytest.mark.parametrize("rows", [0, 1])
def test_training_on_fewer_than_two_rows_is_a_clear_error_that_changes_nothing(rows):
    layer = BatchNorm1d(2)
    with pytest.raises(ValueError, match=rf"at least 2 rows.*of {rows} .*larger batches, or model\.eval\(\)"):
        layer(Tensor(X[:rows]))
    assert layer.running_var.data.tolist() == [1.0, 1.0]
    assert layer.running_mean.data.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("shape", [(2,), (3, 3), (3, 2, 2), ()])
@pytest.mark.parametrize("training", [True, False])
def test_an_input_of_another_shape_is_refused(shape, training):
    with pytest.raises(ValueError, match=r"BatchNorm1d expects x of shape \(N, 2\); got \(") as caught:
        BatchNorm1d(2).train(training)(Tensor(np.ones(shape)))
    assert str(shape) in str(caught.value)


def test_the_running_statistics_never_enter_a_graph_nor_hold_one():
    layer = BatchNorm1d(2)
    x = Tensor(X, requires_grad=True)
    for _ in range(2):
        layer(x)
    for buffer in (layer.running_mean, layer.running_var):
        assert (buffer.requires_grad, buffer.grad_fn, buffer.grad) == (False, None, None)
    with no_grad():
        layer(x)  # in training mode they move all the same
    np.testing.assert_allclose(layer.running_mean.data, np.array([3, 20]) * (1 - 0.9**3))


def test_training_again_before_backward_does_not_disturb_the_earlier_batch():
    layer, x = BatchNorm1d(2), Tensor(X, requires_grad=True)
    upstream = np.array([[1.0, 2.0], [4.0, -1.0], [0.5, 3.0]])
    layer(x).backward(upstream)
    alone = x.grad.data.copy()
    x.grad = None
    first = layer(x)
    layer(Tensor(X * 7 + 1))
    first.backward(upstream)
    assert x.grad.data.tolist() == alone.tolist()


def test_its_repr_and_its_state_speak_pytorch_s_words():
    layer = BatchNorm1d(2)
    assert repr(layer) == "BatchNorm1d(2, eps=1e-05, momentum=0.1)"
    assert set(layer.state_dict()) == {"weight", "bias", "running_mean", "running_var"}


def test_its_running_variance_may_be_the_biased_one():
    layer = BatchNorm1d(2, momentum=1.0, unbiased_running_var=False)
    layer(Tensor(X))
    np.testing.assert_allclose(layer.running_var.data, [14 / 3, 200], rtol=1e-15)
    assert "unbiased_running_var=False" in repr(layer)
    layer(Tensor(X[:1]))  # one row has a biased variance: 0
    assert layer.running_var.data.tolist() == [0, 0]
    with pytest.raises(ValueError, match="at least 1 row"):
        layer(Tensor(X[:0]))


@pytest.mark.parametrize("what", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [(0, 0), (2, 0)])
def test_what_is_no_number_is_passed_on_in_its_column(what, place):
    x = X.copy()
    x[place] = what
    layer, t = BatchNorm1d(2), Tensor(x, requires_grad=True)
    with np.errstate(invalid="ignore"):
        z = layer(t)
        z.backward(np.ones(z.shape))
    assert np.isnan(z.data[:, 0]).any()
    assert np.isfinite(z.data[:, 1]).all()
    assert np.isnan(t.grad.data[:, 0]).any()
    assert np.isfinite(t.grad.data[:, 1]).all()
    assert not np.isfinite(layer.running_var.data[0])
    assert np.isfinite(layer.running_var.data[1])


def test_an_error_after_it_ran_leaves_its_running_averages_moved_as_in_pytorch():
    layer = BatchNorm1d(2)
    with pytest.raises(ValueError, match="Linear expects"):
        Sequential(layer, Linear(3, 1))(Tensor(X))
    np.testing.assert_allclose(layer.running_mean.data, [0.3, 2.0])


# Written to between the forward pass in evaluation and backward.
WRITES = {
    "the array": lambda t: t.data.__setitem__(slice(None), 50.0),
    "data": lambda t: setattr(t, "data", np.full(2, 50.0)),
    "fill_": lambda t: t.fill_(50.0),
    "an element": lambda t: t.__setitem__(0, 50.0),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("name", ["running_mean", "running_var"])
@pytest.mark.parametrize("held", [True, False])
def test_running_averages_written_to_before_backward_spoil_no_gradient(name, write, held):
    layer = BatchNorm1d(2).eval()
    layer.load_state_dict(
        {"weight": [2, 3], "bias": [0, 0], "running_mean": [1, -1], "running_var": [4, 0.25]}
    )
    array = getattr(layer, name).data if held else None
    x = Tensor(X, requires_grad=True)
    z = layer(x)
    write(getattr(layer, name))
    try:
        z.backward(np.ones(z.shape))
    except RuntimeError as error:
        assert "in place" in str(error)  # noqa: PT017 (an error or the right number)
        assert x.grad is None
    else:
        std = np.sqrt(np.array([4, 0.25]) + 1e-5)
        np.testing.assert_allclose(x.grad.data, np.ones(X.shape) * [2, 3] / std)
        np.testing.assert_allclose(layer.gamma.grad.data, ((X - [1, -1]) / std).sum(axis=0))
    assert array is None or array.shape == (2,)


def test_training_between_a_forward_pass_in_evaluation_and_its_backward_spoils_no_gradient():
    layer, x = BatchNorm1d(2).eval(), Tensor(X, requires_grad=True)
    z = layer(x)
    layer.train()(Tensor(5 * X))
    z.backward(np.ones(z.shape))
    np.testing.assert_allclose(x.grad.data, np.ones(X.shape) / np.sqrt(1 + 1e-5))
    np.testing.assert_allclose(layer.gamma.grad.data, X.sum(axis=0) / np.sqrt(1 + 1e-5))


def test_an_array_held_of_a_running_average_goes_on_with_it():
    layer = BatchNorm1d(2)
    held = layer.running_mean.data
    layer(Tensor(X))
    np.testing.assert_allclose(held, [0.3, 2.0])
    assert layer.running_mean.data is held
