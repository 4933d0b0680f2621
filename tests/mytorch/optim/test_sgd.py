"""Gradient descent in the course's dialect: v = momentum v - lr g, p = p + v."""

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
