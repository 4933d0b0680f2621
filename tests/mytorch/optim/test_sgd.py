"""Gradient descent in the course's dialect: v = momentum v - lr g, p = p + v."""

import copy

import numpy as np
import pytest

from mytorch import is_grad_enabled, nn, optim
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


def step(optimizer, *gradients):
    for p, g in zip(optimizer.params, gradients, strict=True):
        p.grad = None if g is None else Tensor(np.array(g, float))
    optimizer.step()


def test_its_settings_and_its_zero_velocities_are_attributes():
    params = [leaf([[1.0, 2.0]]), leaf(3.0)]
    optimizer = SGD(params)
    assert (optimizer.lr, optimizer.momentum) == (0.001, 0.0)
    assert isinstance(optimizer.momentums, list)
    assert [v.tolist() for v in optimizer.momentums] == [[[0.0, 0.0]], 0.0]
    assert [type(v) for v in optimizer.momentums] == [np.ndarray] * 2
    assert isinstance(optimizer, optim.Optimizer)
    optimizer = SGD(params, 0.5, 0.25)
    assert (optimizer.lr, optimizer.momentum) == (0.5, 0.25)


def test_without_momentum_it_goes_down_the_gradient():
    x, y = leaf([[1.0, 2.0]]), leaf(3.0)
    optimizer = SGD([x, y], lr=0.5)
    step(optimizer, [[4.0, -2.0]], 1.0)
    assert (x.data.tolist(), y.data.tolist()) == ([[-1.0, 3.0]], 2.5)
    step(optimizer, [[0.0, 0.0]], 1.0)
    assert (x.data.tolist(), y.data.tolist()) == ([[-1.0, 3.0]], 2.0)


def test_with_momentum_a_changed_rate_leaves_the_velocity_as_it_was():
    x = leaf([8.0])
    optimizer = SGD([x], lr=1.0, momentum=0.5)
    step(optimizer, [4.0])  # v = -4
    assert (x.data.tolist(), optimizer.momentums[0].tolist()) == ([4.0], [-4.0])
    optimizer.lr = 0.25
    step(optimizer, [4.0])  # v = -2 - 1; PyTorch's v = 2 + 4, p = 4 - 1.5
    assert (x.data.tolist(), optimizer.momentums[0].tolist()) == ([1.0], [-3.0])
    optimizer.momentum = 0.0
    step(optimizer, [2.0])
    assert (x.data.tolist(), optimizer.momentums[0].tolist()) == ([0.5], [-0.5])


def test_each_parameter_has_a_velocity_of_its_own():
    x, y = leaf([1.0]), leaf([1.0])
    optimizer = SGD([x, y], lr=1.0, momentum=0.5)
    step(optimizer, [1.0], [2.0])
    step(optimizer, [0.0], [0.0])
    assert (x.data.tolist(), y.data.tolist()) == ([-0.5], [-2.0])


def test_a_parameter_without_gradient_is_left_alone_with_its_velocity():
    x, y = leaf([1.0]), leaf([1.0])
    optimizer = SGD([x, y], lr=1.0, momentum=0.5)
    step(optimizer, [1.0], [1.0])
    step(optimizer, None, [0.0])
    assert (x.data.tolist(), y.data.tolist()) == ([0.0], [-0.5])
    assert [v.tolist() for v in optimizer.momentums] == [[-1.0], [-0.5]]


def test_a_step_changes_the_same_tensor_and_array_and_no_graph_comes_of_it():
    x = leaf([1.0, 2.0])
    array, optimizer = x.data, SGD([x], lr=0.1, momentum=0.9)
    for _ in range(3):
        optimizer.zero_grad()
        (x * x).backward()
        gradient = x.grad.data.copy()
        optimizer.step()
        assert x.grad.data.tolist() == gradient.tolist()
    assert x.data is array
    assert (x.is_leaf, x.requires_grad, x.grad_fn) == (True, True, None)
    assert is_grad_enabled()


def test_velocities_and_gradients_share_no_memory_with_the_parameters():
    x = leaf([1.0, 2.0])
    optimizer = SGD([x], lr=1.0)
    step(optimizer, [1.0, 1.0])
    after = x.data.tolist()
    optimizer.momentums[0][...] = 99.0
    x.grad.fill_(99.0)
    assert x.data.tolist() == after


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_dtype_is_kept(dtype):
    x = leaf([1.0, 2.0], dtype)
    optimizer = SGD([x], lr=0.1, momentum=0.9)
    (x * 3.0).backward()
    optimizer.step()
    assert x.dtype == optimizer.momentums[0].dtype == dtype
    np.testing.assert_allclose(x.data, [0.7, 1.7], rtol=2 * np.finfo(dtype).eps)


def test_a_model_may_be_converted_after_its_optimizer_was_made():
    model = nn.Linear(2, 1)
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    model.float()
    for _ in range(2):
        optimizer.zero_grad()
        model(Tensor(np.ones((1, 2), np.float32))).backward()
        before = model.weight.data.copy()
        optimizer.step()
    assert model.weight.dtype == np.float32
    np.testing.assert_allclose(model.weight.data, before - 0.19, rtol=1e-5)


@pytest.mark.parametrize(
    "settings", [{"lr": -0.1}, {"momentum": -0.1}, {"lr": np.nan}, {"momentum": np.nan}], ids=str
)
def test_settings_below_zero_are_refused(settings):
    (value,) = settings.values()
    with pytest.raises(ValueError, match=rf"lr >= 0 and momentum >= 0; got .*{value}"):
        SGD([leaf([1.0])], **settings)


def test_after_training_and_evaluating_parameters_are_still_leaves_that_require_gradients():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))
    optimizer, x = SGD(model.parameters(), lr=0.1, momentum=0.9), Tensor(np.eye(5, 3))
    for _ in range(5):
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(model(x), Tensor([0, 1, 1, 0, 1])).backward()
        optimizer.step()
    model.eval()
    for _ in range(5):
        assert model(x).requires_grad
    for p in model.parameters():
        assert (p.requires_grad, p.is_leaf, p.is_parameter, p.grad_fn) == (True, True, True, None)
        assert p.grad.requires_grad is False
    assert x.grad is None


def test_it_finds_the_bottom_of_a_bowl():
    x = leaf([5.0, -3.0])
    optimizer = SGD([x], lr=0.1, momentum=0.8)
    for _ in range(200):
        optimizer.zero_grad()
        ((x - Tensor([1.0, 2.0])) ** 2).sum().backward()
        optimizer.step()
    np.testing.assert_allclose(x.data, [1.0, 2.0], atol=1e-6)


# ---- shapes and layouts: always the bits of the formula -----------------------------------------------


class Formula:
    """v = momentum v - lr g, p = p + v, a parameter at a time."""

    def __init__(self, params, lr, momentum):
        self.p, self.lr, self.momentum = [p.data.copy() for p in params], lr, momentum
        self.v = [np.zeros_like(p) for p in self.p]

    def step(self, gradients):
        for p, v, g in zip(self.p, self.v, gradients, strict=True):
            if g is not None:
                v *= self.momentum
                v -= self.lr * g
                p += v

    def agrees_with(self, optimizer):
        ours = [*(p.data for p in optimizer.params), *optimizer.momentums]
        return all(np.array_equal(a, b) for a, b in zip(ours, [*self.p, *self.v], strict=True))


SHAPES = [(7, 5), (5,), (), (1, 9), (9, 1), (0, 3), (2, 3, 4), (257, 300)]


def parameters(rng, shapes, dtype=np.float64, order="C"):
    return [
        Tensor(np.array(rng.normal(size=shape), dtype, order=order), requires_grad=True) for shape in shapes
    ]


def give(optimizer, rng, order="C", without=()):
    """Random gradients, laid out in that order; None to the parameters at the places `without`."""
    gradients = []
    for i, p in enumerate(optimizer.params):
        g = None if i in without else np.array(rng.normal(size=p.shape), p.dtype, order=order)
        p.grad = None if g is None else Tensor(g)
        gradients.append(g)
    return gradients


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("orders", ["CC", "FF", "CF", "FC"])
def test_a_step_gives_the_bits_of_the_formula_in_every_shape_and_layout(dtype, orders):
    rng = np.random.default_rng(0)
    optimizer = SGD(parameters(rng, SHAPES, dtype, orders[0]), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for step in range(4):
        optimizer.lr = truth.lr = 0.1 / (1 + step)
        truth.step(give(optimizer, rng, orders[1]))
        optimizer.step()
        assert truth.agrees_with(optimizer)


@pytest.mark.parametrize("without", [(0,), (7,), (1, 2), range(8)], ids=str)
def test_parameters_without_gradient_rest_among_others_that_do_not(without):
    rng = np.random.default_rng(1)
    optimizer = SGD(parameters(rng, SHAPES), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for resting in ((), without, (), without):
        truth.step(give(optimizer, rng, without=resting))
        optimizer.step()
        assert truth.agrees_with(optimizer)


@pytest.mark.parametrize("shape", [(7, 5), (257, 300)], ids=str)
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_velocity_that_a_user_put_in_is_used(shape, order):
    rng = np.random.default_rng(2)
    optimizer = SGD(parameters(rng, [shape, (3,), shape]), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for step in range(3):
        truth.step(give(optimizer, rng))
        optimizer.step()
        assert truth.agrees_with(optimizer)
        given = rng.normal(size=shape)
        optimizer.momentums[step] = np.array(given, order=order) if step != 1 else np.ones(3)
        truth.v[step][...] = given if step != 1 else 1


@pytest.mark.parametrize("shape", [(7, 5), (257, 300)], ids=str)
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_data_that_a_user_put_in_is_used_in_any_layout(shape, order, dtype):
    rng = np.random.default_rng(3)
    optimizer = SGD(parameters(rng, [shape, (3,)]), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for _ in range(3):
        given = rng.normal(size=shape).astype(dtype).copy(order)
        optimizer.params[0].data = given
        truth.p[0], truth.v[0] = given.copy(), truth.v[0].astype(dtype)
        truth.step(give(optimizer, rng, order))
        optimizer.step()
        assert truth.agrees_with(optimizer)
        assert optimizer.params[0].dtype == dtype


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("sizes", [(6, 5), (300, 271)], ids=str)
def test_a_weight_in_any_layout_is_trained_alike(order, sizes):
    rng, (n_in, n_out) = np.random.default_rng(4), sizes
    layer = nn.Linear(n_in, n_out).double()
    layer.weight = Tensor(layer.weight.data.copy(order), requires_grad=True, is_parameter=True)
    optimizer = SGD(layer.parameters(), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for _ in range(3):
        optimizer.zero_grad()
        (layer(Tensor(rng.normal(size=(4, n_in)))) ** 2).sum().backward()
        truth.step([p.grad.data for p in optimizer.params])
        optimizer.step()
        assert truth.agrees_with(optimizer)


def test_a_copy_of_an_optimizer_steps_by_itself():
    rng = np.random.default_rng(5)
    optimizer = SGD(parameters(rng, SHAPES), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    truth.step(give(optimizer, rng))
    optimizer.step()
    twin = copy.deepcopy(optimizer)
    before = [p.data.copy() for p in twin.params]
    for one in (optimizer, twin):
        gradients = give(one, np.random.default_rng(6))
        one.step()
    truth.step(gradients)
    assert truth.agrees_with(optimizer)
    assert truth.agrees_with(twin)
    assert not all(np.array_equal(a, p.data) for a, p in zip(before, twin.params, strict=True))


def test_parameters_may_be_put_in_another_order_with_their_velocities():
    rng = np.random.default_rng(7)
    optimizer = SGD(parameters(rng, [(3,), (3,)]), lr=0.1, momentum=0.9)
    optimizer.params.reverse()
    optimizer.momentums.reverse()
    truth = Formula(optimizer.params, 0.1, 0.9)
    for _ in range(2):
        truth.step(give(optimizer, rng))
        optimizer.step()
    assert truth.agrees_with(optimizer)
