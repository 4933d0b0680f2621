"""Checks of calls between a forward and its backward pass: which are allowed, and which must
raise an error.
"""

from typing import Any

import numpy as np

import classic_mlp
from autograder.crosscheck.behaviours.closeness import assert_raises
from autograder.crosscheck.dialects import build
from autograder.crosscheck.problems import Problem, draw
from hw1.networks import TWINS

__all__ = ["BEHAVIOURS"]


def _problem() -> Problem:
    """The first random network with batch norm and Spring's loss."""
    return next(p for p in (draw(seed, "float64", 3) for seed in range(1000)) if p.gammas and p.cross_entropy)


def a_caller_may_write_to_his_arrays() -> None:
    problem = _problem()
    for twin in TWINS:
        x, mlp, other = problem.x.copy(), build(twin, problem), build(twin, problem)
        other.forward(x.copy())
        truth = other.backward(problem.labels, input_gradient=True).copy()
        weight_s = _weight_gradient(other)
        mlp.forward(x)[...] = 5
        x[...] = 5
        for _ in range(2):
            dx = mlp.backward(problem.labels, input_gradient=True)
            assert np.array_equal(dx, truth)
            assert np.array_equal(_weight_gradient(mlp), weight_s)
            dx[...] = 5
    rng = np.random.default_rng(0)
    layers: list[Any] = [classic_mlp.Linear(3, 3, lambda *n: rng.normal(size=n), np.ones)]
    for layer in (*layers, classic_mlp.BatchNorm(3)):
        x, delta = rng.normal(size=(2, 5, 3))
        layer(x.copy())
        assert np.array_equal(layer.x, x)
        truth = [layer.backward(delta), *_gradients(layer)]
        layer(x)[...] = 5
        x[...] = 5
        for one, other in zip(truth, [layer.backward(delta), *_gradients(layer)], strict=True):
            assert np.array_equal(one, other)
    for name in ("Identity", "Sigmoid", "Tanh", "ReLU"):
        f, z = getattr(classic_mlp, name)(), rng.normal(size=(5, 3))
        y = f(z)
        slope, kept = np.array(f.derivative()), y.copy()
        y[...] = z[...] = 5
        assert np.array_equal(f.derivative(), slope)
        assert np.array_equal(f.state, kept)


def _gradients(layer: Any) -> list[Any]:
    return [getattr(layer, f"d{name}") for name in layer.parameters]


def _weight_gradient(mlp: Any) -> Any:
    """The gradient of the first layer's weight, in Spring's shape."""
    layer = mlp.linear_layers[0]
    return layer.dW if isinstance(mlp, classic_mlp.MLP) else layer.weight.grad.data.T.copy()


def _parameter(mlp: Any, name: str) -> tuple[Any, str]:
    """The layer with W, b, gamma or beta, and the parameter's name in this twin."""
    layer = (mlp.linear_layers if name in "Wb" else mlp.bn_layers)[0]
    by_hand = isinstance(mlp, classic_mlp.MLP)
    return layer, name if by_hand else {"W": "weight", "b": "bias"}.get(name, name)


def _array(layer: Any, name: str) -> Any:
    value = getattr(layer, name)
    return value if isinstance(value, np.ndarray) else value.data


def _write(mlp: Any, name: str, held: Any) -> None:
    _array(*_parameter(mlp, name))[...] = 0.5


def _write_to_what_is_held(mlp: Any, name: str, held: Any) -> None:
    held[...] = 0.5


def _replace(mlp: Any, name: str, held: Any) -> None:
    layer, name = _parameter(mlp, name)
    new = np.full_like(_array(layer, name), 0.5)
    if isinstance(mlp, classic_mlp.MLP):
        setattr(layer, name, new)
    else:
        getattr(layer, name).data = new


def a_parameter_that_was_changed_makes_backward_an_error() -> None:
    problem = _problem()
    for twin in TWINS:
        for name in ("W", "b", "gamma", "beta"):
            for change in (_write, _write_to_what_is_held, _replace):
                mlp = build(twin, problem)
                held = _array(*_parameter(mlp, name))
                mlp.forward(problem.x)
                mlp.backward(problem.labels)
                change(mlp, name, held)
                assert_raises(RuntimeError, lambda mlp=mlp: mlp.backward(problem.labels))
                mlp.forward(problem.x)
                mlp.backward(problem.labels)
        mlp.step()
        assert_raises(RuntimeError, lambda mlp=mlp: mlp.backward(problem.labels))
        mlp.total_loss(problem.labels)
    rng = np.random.default_rng(0)
    for layer in (classic_mlp.Linear(3, 3, lambda *n: rng.normal(size=n), np.ones), classic_mlp.BatchNorm(3)):
        for name in layer.parameters:
            layer(np.ones((2, 3)))
            layer.backward(np.ones((2, 3)))
            getattr(layer, name)[...] = 7
            assert_raises(RuntimeError, lambda layer=layer: layer.backward(np.ones((2, 3))))


def what_is_assigned_to_a_layer_is_copied() -> None:
    layer, mine = classic_mlp.Linear(3, 3, lambda *n: np.ones(n), np.ones), np.ones((3, 3))
    layer.W = mine
    mine[...] = 5
    assert (layer.W == 1).all()


BEHAVIOURS = [
    a_caller_may_write_to_his_arrays,
    a_parameter_that_was_changed_makes_backward_an_error,
    what_is_assigned_to_a_layer_is_copied,
]
