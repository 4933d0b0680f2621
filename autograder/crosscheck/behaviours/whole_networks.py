"""Checks of whole networks: counts, data that must not change, and state that must not remain."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import classic_mlp
from autograder.crosscheck.behaviours.closeness import assert_close
from autograder.crosscheck.dialects import autograd_to_hand, build, hand_to_autograd
from autograder.crosscheck.problems import Problem, draw
from hw1.networks import TWINS
from mytorch import Tensor

__all__ = ["BEHAVIOURS"]

Array = NDArray[Any]


def _problem(**wanted: Any) -> Problem:
    """The first random small network that has these properties."""
    for seed in range(10_000):
        problem = draw(seed, "float64", 4)
        if all(getattr(problem, name) == value for name, value in wanted.items()) and len(problem.x) in range(
            8, 60
        ):
            return problem
    raise AssertionError("no such network")


def _both(problem: Problem) -> list[Any]:
    return [build(twin, problem) for twin in TWINS]


def _pass(mlp: Any, problem: Problem) -> Any:
    """Forward and backward; the gradient of x."""
    mlp.criterion.upstream = problem.upstream
    mlp.forward(problem.x)
    return mlp.backward(problem.labels, input_gradient=True)


def evaluation_leaves_the_running_statistics_alone() -> None:
    for mlp in _both(_with_bn()):
        _pass(mlp, _with_bn())
        before = _running(mlp)
        mlp.eval()
        _pass(mlp, _with_bn())
        assert all(np.array_equal(a, b) for a, b in zip(before, _running(mlp), strict=True))
        mlp.train()
        _pass(mlp, _with_bn())
        assert not np.array_equal(before[0], _running(mlp)[0])


def _with_bn() -> Problem:
    return _problem(has_bn=True, cross_entropy=True)


def _running(mlp: Any) -> list[Array]:
    found = [getattr(bn, name) for bn in mlp.bn_layers for name in ("running_mean", "running_var")]
    return [_array(x).copy() for x in found]


def nothing_that_was_given_is_changed() -> None:
    for problem in (_with_bn(), _problem(has_bn=False, cross_entropy=True)):
        for mlp in _both(problem):
            given = [problem.x, problem.labels, *problem.weights, *problem.biases]
            copies = [array.copy() for array in given]
            for _ in range(2):
                _pass(mlp, problem)
                mlp.total_loss(problem.labels)
                mlp.step()
            assert all(np.array_equal(a, b) for a, b in zip(given, copies, strict=True))


def gradients_are_overwritten_and_not_added_up() -> None:
    for mlp in _both(_with_bn()):
        first = np.array(_pass(mlp, _with_bn()))
        gradients = _gradients(mlp)
        assert np.array_equal(mlp.backward(_with_bn().labels, input_gradient=True), first)
        assert np.array_equal(_pass(mlp, _with_bn()), first)
        assert all(np.array_equal(a, b) for a, b in zip(gradients, _gradients(mlp), strict=True))
        mlp.zero_grads()
        assert not any(gradient.any() for gradient in _gradients(mlp))


def _gradients(mlp: Any) -> list[Array]:
    if isinstance(mlp, classic_mlp.MLP):
        found = [array for layer in mlp.linear_layers for array in (layer.dW, layer.db)]
        found += [array for layer in mlp.bn_layers for array in (layer.dgamma, layer.dbeta)]
        return [array.copy() for array in found]
    return [p.grad.data.copy() for p in mlp.network.parameters()]


def an_activation_may_serve_several_layers_and_networks() -> None:
    problem = _problem(activations=("Tanh", "Sigmoid"), has_bn=False)
    for mlp in _both(problem):
        truth = np.array(_pass(mlp, problem))
        mlp.forward(problem.x)
        for activation in mlp.activations:
            z = np.ones((3, 3))
            activation(z if isinstance(mlp, classic_mlp.MLP) else Tensor(z))
        assert np.array_equal(mlp.backward(problem.labels, input_gradient=True), truth)


def errors_and_losses_are_counted_over_the_batch() -> None:
    problem = _problem(cross_entropy=True, has_bn=False)
    for mlp in _both(problem):
        output = np.array(mlp.forward(problem.x))
        wrong = sum(row.argmax() != label.argmax() for row, label in zip(output, problem.labels, strict=True))
        assert mlp.error(problem.labels) == wrong
        best = np.eye(output.shape[1])[output.argmax(axis=1)]
        assert mlp.error(best) == 0
        assert mlp.error(np.roll(best, 1, axis=1)) == len(output)
        losses = np.log(np.exp(output).sum(axis=1)) - (output * problem.labels).sum(axis=1)
        assert_close(mlp.total_loss(problem.labels), losses.sum(), 1e-12)


def _set(rng: np.random.Generator, size: int, problem: Problem) -> tuple[Array, Array]:
    classes = problem.labels.shape[1]
    return rng.normal(size=(size, problem.x.shape[1])), np.eye(classes)[rng.integers(classes, size=size)]


def _train(mlp: Any, dset: Sequence[tuple[Array, Array]], nepochs: int = 3) -> Any:
    np.random.seed(5)  # noqa: NPY002 (the course's generator)
    return classic_mlp.get_training_stats(mlp, dset, nepochs, 7)


def training_gives_both_the_same_figures() -> None:
    problem, rng = _with_bn(), np.random.default_rng(3)
    dset = [_set(rng, size, problem) for size in (37, 12, 5)]
    copies = [(x.copy(), labels.copy()) for x, labels in dset]
    one, other = (_train(mlp, dset) for mlp in _both(problem))
    for a, b in zip(one, other, strict=True):
        assert_close(a, b, 1e-9)
    for (x, labels), (x_, labels_) in zip(dset, copies, strict=True):
        assert np.array_equal(x, x_) and np.array_equal(labels, labels_)  # noqa: PT018


def an_unmoving_network_has_one_loss_and_one_error() -> None:
    problem, rng = _problem(cross_entropy=True, has_bn=False), np.random.default_rng(4)
    train = _set(rng, 37, problem)
    for mlp in _both(problem):
        mlp.lr = 0.0
        losses, errors, val_losses, val_errors = _train(mlp, [train, train, train], 2)
        mlp.forward(train[0])
        assert_close(losses, mlp.total_loss(train[1]) / 37, 1e-12)
        assert_close(val_losses, losses, 1e-12)
        assert_close(errors, mlp.error(train[1]) / 37, 1e-12)
        assert_close(val_errors, errors, 1e-12)


def validation_is_done_in_evaluation_mode() -> None:
    problem, rng = _with_bn(), np.random.default_rng(6)
    train, validation = _set(rng, 37, problem), _set(rng, 11, problem)
    for mlp in _both(problem):
        losses = _train(mlp, [train, validation, validation], 1).validation_losses
        mlp.eval()
        mlp.forward(validation[0])
        assert_close(losses, mlp.total_loss(validation[1]) / 11, 1e-12)


def weights_go_over_in_both_directions() -> None:
    problem = _with_bn()
    hand, auto = _both(problem)
    fresh_hand, fresh_auto = _both(problem)
    for mlp in (hand, auto):
        for _ in range(3):
            _pass(mlp, problem)
            mlp.step()
    hand_to_autograd(hand, fresh_auto)
    autograd_to_hand(auto, fresh_hand)
    for trained, fresh in ((hand, fresh_auto), (auto, fresh_hand)):
        trained.eval()
        fresh.eval()
        assert_close(fresh.forward(problem.x), trained.forward(problem.x), 1e-12)


def _array(x: Any) -> Array:
    return x.data if isinstance(x, Tensor) else x


BEHAVIOURS = [
    evaluation_leaves_the_running_statistics_alone,
    nothing_that_was_given_is_changed,
    gradients_are_overwritten_and_not_added_up,
    an_activation_may_serve_several_layers_and_networks,
    errors_and_losses_are_counted_over_the_batch,
    training_gives_both_the_same_figures,
    an_unmoving_network_has_one_loss_and_one_error,
    validation_is_done_in_evaluation_mode,
    weights_go_over_in_both_directions,
]
